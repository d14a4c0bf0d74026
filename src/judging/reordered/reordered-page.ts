import type { FindingPage } from "../finding/finding-page.ts";

export const reorderedPage: FindingPage = {
  kind: "reordered",
  meaning:
    "A subscription got a message after a later message of the same publisher. Retries and messages whose publish was in " +
    "doubt do not count.",
  forAtLeastOnce: "`fail` if the bus promises the order of each publisher, otherwise `pass`",
  forAtMostOnce: "`fail` if the bus promises the order of each publisher, otherwise `pass`",
  example: {
    header: { guarantees: { ordering: "per-publisher" } },
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .publish("publisher-0/0", { at: 10 })
        .publish("publisher-0/1", { at: 20 })
        .deliver("publisher-0/1", { at: 25, group: "billing" })
        .deliver("publisher-0/0", { at: 30, group: "billing" })
        .drain({ at: 500 }),
  },
  rules: [
    {
      id: "reordered/despite-the-promised-order",
      meaning: "Reports `fail` if the bus promises the order of each publisher.",
      hint:
        "Look at the publisher for writes over several connections or retries that overtake each other, and at " +
        "the subscriber for handlers that run side by side or reads that begin with the newest message.",
    },
    {
      id: "reordered/order-not-promised",
      meaning: "Reports `pass` if the bus promises no order: the messages are only counted.",
      hint: "Nothing is wrong: the bus promises no order.",
    },
  ],
};
