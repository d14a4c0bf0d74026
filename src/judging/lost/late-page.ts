import type { FindingPage } from "../finding/finding-page.ts";

export const latePage: FindingPage = {
  kind: "late",
  meaning:
    "A group had to get a message and did not get it before the run ended, but the run does not show that it is lost: " +
    "it may still have been on its way.",
  forAtLeastOnce: "`fail` if the group had time and let it lie; else `unknown`",
  forAtMostOnce: "`unknown`",
  example: {
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .subscribe({ group: "mail" })
        .exchange("publisher-0/0", 10)
        .publish("publisher-0/1", { at: 20, tookMs: 90 })
        .deliver("publisher-0/1", { at: 30, group: "mail" })
        .drain({ at: 100 }),
  },
  rules: [
    {
      id: "late/handed-out-too-slowly",
      meaning:
        "Reports `fail` for missing messages if the drain came to its limit, and the group was ten times as slow in its " +
        "last 30 s (the recovery limit) as in its busiest second, although no handler failed or was slow.",
      hint:
        "Look at how the bus hands out again what a handler failed with or a dead consumer held: take batches until nothing " +
        "is left, and go on from the cursor of the last reply.",
    },
    {
      id: "late/no-drain",
      meaning: "Reports missing messages of a run that broke off before its drain.",
      hint: "Look at why the run ended early: nothing can be said about messages that were still on their way.",
    },
    {
      id: "late/drain-still-progressing",
      meaning:
        "Reports missing messages if the group was still handling its backlog when the drain came to its limit.",
      hint:
        "The subscribers were still working off their backlog when the drain reached its limit: give them more " +
        "time with a longer `--recovery-within`, or send less with a lower `--rate`.",
    },
    {
      id: "late/published-too-late-for-the-drain",
      meaning:
        "Reports a message that exists and whose publish settled only after the drain had ended.",
      hint:
        "Look at why these publish calls took long: they settled after the drain had ended, and then no " +
        "subscriber had time for the messages.",
    },
    {
      id: "late/may-still-be-queued",
      meaning:
        "Reports a message in doubt of a bus that names no stream, if the group handled something in the last 50 ms of " +
        "the drain: no auditor can tell whether the message was next in a queue.",
      hint: "Name the stream of the bus with `streamKey`, so that the auditor can look where the message is.",
    },
  ],
};
