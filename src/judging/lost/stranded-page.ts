import type { FindingPage } from "../finding/finding-page.ts";

export const strandedPage: FindingPage = {
  kind: "stranded",
  meaning:
    "A group had to get a message and had not handled it when the drain ended, although the bus had all the time it " +
    "needed. Then the harness opened a fresh subscriber in the group, and the message came. The bus still had it, but " +
    "an application would get it only after a restart of its subscriber.",
  forAtLeastOnce:
    "`fail`; `unknown` if the bus claims `redeliversWithinMs` and the drain ended before that time",
  forAtMostOnce: "not judged: such a bus keeps nothing for a fresh subscriber",
  example: {
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .exchange("publisher-0/0", 10)
        .publish("publisher-0/1", { at: 20 })
        .drain({ at: 30_000, outcome: "stalled" })
        .subscribe({ at: 30_010, group: "billing", rescue: true })
        .deliver("publisher-0/1", { at: 30_030, group: "billing" }),
  },
  rules: [
    {
      id: "stranded/fresh-subscriber-got-it",
      meaning:
        "Reports `fail` for messages that a fresh subscriber of the group handled, after the subscribers that were there had not.",
      hint:
        "The bus kept these messages and a restart of the subscribers would bring them: look for a reader " +
        "that went deaf, or for work of a dead consumer that no other takes over.",
    },
    {
      id: "stranded/handled-after-a-fresh-subscriber-joined",
      meaning:
        "Reports `fail` for messages that came to the subscribers of the group only after a fresh subscriber had joined it.",
      hint:
        "The subscribers moved on only when another one joined: look for a read that never returns, or for " +
        "work that only a new consumer takes over.",
    },
    {
      id: "stranded/within-the-stated-time",
      meaning:
        "Reports `unknown` for the same, if the drain ended before the bus had the time that it claims with `redeliversWithinMs`.",
      hint: "Nothing is decided: the drain ended before the time that the bus claims with `redeliversWithinMs`.",
    },
  ],
};
