import type { FindingPage } from "../finding/finding-page.ts";

export const latePage: FindingPage = {
  kind: "late",
  meaning:
    "A group had to get a message and did not get it before the run ended, but the run does not show that it is lost: " +
    "it may still have been on its way.",
  forAtLeastOnce: "`unknown`",
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
  whatToDo:
    "Run it again. If the drain was still progressing, the bus handles its backlog slower than the load came in: try a " +
    "lower `--rate`, or give the drain more time with a longer `--recovery-within`.",
  rules: [
    {
      id: "late/no-drain",
      meaning: "Reports missing messages of a run that broke off before its drain.",
    },
    {
      id: "late/drain-still-progressing",
      meaning:
        "Reports missing messages if the group was still handling its backlog when the drain came to its limit.",
    },
    {
      id: "late/published-too-late-for-the-drain",
      meaning:
        "Reports a message that exists and whose publish settled only after the drain had ended.",
    },
    {
      id: "late/may-still-be-queued",
      meaning:
        "Reports a message in doubt of a bus that names no stream, if the group handled something in the last 50 ms of " +
        "the drain: no auditor can tell whether the message was next in a queue.",
    },
  ],
};
