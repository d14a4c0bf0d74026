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
  whatToDo:
    "The summary says where the messages were when the drain ended. `unread` or `waiting in list …`: the reader of the " +
    "group went deaf, so look for a connection that it does not open again or a read that never returns. `stuck " +
    "pending` or `in work …`: a consumer got the message and did not finish it, and no other took it over; a fresh " +
    "subscriber did. If the bus takes work over only after a while, state that time with `redeliversWithinMs`: the " +
    "drain then waits for it. `explain` shows the last commands of the group.",
  rules: [
    {
      id: "stranded/fresh-subscriber-got-it",
      meaning:
        "Reports `fail` for messages that a fresh subscriber of the group handled, after the subscribers that were there had not.",
    },
    {
      id: "stranded/handled-after-a-fresh-subscriber-joined",
      meaning:
        "Reports `fail` for messages that came to the subscribers of the group only after a fresh subscriber had joined it.",
    },
    {
      id: "stranded/within-the-stated-time",
      meaning:
        "Reports `unknown` for the same, if the drain ended before the bus had the time that it claims with `redeliversWithinMs`.",
    },
  ],
};
