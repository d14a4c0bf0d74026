import type { FindingPage } from "../finding/finding-page.ts";

export const deadLetteredPage: FindingPage = {
  kind: "dead-lettered",
  meaning:
    "A message whose handler failed as often as the bus claims to try it must become a dead letter: exactly once, with " +
    "its payload, the error and the number of attempts. Then it is accounted for. Only for a bus that claims `deadLetters`.",
  forAtLeastOnce:
    "`pass` if the dead letter is right; `fail` if it is not; `unknown` if the bus may still try again",
  forAtMostOnce: "not reported",
  example: {
    header: { guarantees: { retries: { maxAttempts: 1 }, deadLetters: true } },
    tell: (run) => {
      run.subscribe({ group: "billing" }).publish("publisher-0/0", { at: 10 });
      const failing = { outcome: "fail", error: "no such customer", neverSucceeds: true } as const;
      run.deliver("publisher-0/0", { at: 20, group: "billing", ...failing });
      run.exchange("publisher-0/1", 100);
      return run.drain({ at: 900 }).deadLetters({ at: 910, letters: [] });
    },
  },
  rules: [
    {
      id: "dead-lettered/missing",
      meaning:
        "Reports `fail` if the handler never succeeds with a message, as the handler plan says, and the message is no dead " +
        "letter: the handler failed as often as claimed, or the message is not pending any more.",
      hint: "Write the dead letter and acknowledge the message in one script or transaction, after the last attempt failed.",
    },
    {
      id: "dead-lettered/doubled",
      meaning:
        "Reports `fail` if a message has more dead letters than groups whose handler did not succeed with it.",
      hint:
        "Write the dead letter and acknowledge the message in one script, and write it only if the message is still " +
        "pending: then a second execution writes nothing.",
    },
    {
      id: "dead-lettered/too-early",
      meaning:
        "Reports `fail` if a message is a dead letter although its handler was called less often than claimed. A fault and " +
        "the end of a process excuse one missing attempt each.",
      hint: "Count an attempt only when the handler was called, and give a message up only after the last one.",
    },
    {
      id: "dead-lettered/also-handled",
      meaning:
        "Reports `fail` if a message is a dead letter although each group that got it handled it.",
      hint: "Look whether an attempt has succeeded before the dead letter is written.",
    },
    {
      id: "dead-lettered/still-pending",
      meaning:
        "Reports `fail` if a message is a dead letter and its entry is still pending for the group, so that Redis hands it out again.",
      hint: "Acknowledge the message together with the dead letter.",
    },
    {
      id: "dead-lettered/incomplete",
      meaning:
        "Reports `fail` if a dead letter holds neither the error that the handler threw nor a field named after an error, or " +
        "if its field `attempts` is missing or wrong. Error and number need not be right after a fault or the end of a process.",
      hint: "Write the payload, the message of the error and the number of attempts into each dead letter.",
    },
    {
      id: "dead-lettered/not-yet",
      meaning:
        "Reports `unknown` if the handler never succeeds with a message, which is pending and was tried less often than claimed.",
      hint: "Try a message again sooner, or claim `redeliversWithinMs`, so that the drain waits for the last attempt.",
    },
    {
      id: "dead-lettered/accounted-for",
      meaning:
        "Reports `pass` if a message failed as often as claimed, and is a whole dead letter.",
      hint: "Nothing is wrong with the bus.",
    },
  ],
};
