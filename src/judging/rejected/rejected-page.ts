import type { FindingPage } from "../finding/finding-page.ts";

export const rejectedPage: FindingPage = {
  kind: "rejected",
  meaning:
    "A publish failed although no fault was in force or near: the bus refuses work while Redis and the network are well.",
  forAtLeastOnce: "`fail`; `pass` for back-pressure in a burst",
  forAtMostOnce: "`fail`; `pass` for back-pressure in a burst",
  example: {
    header: { checkers: ["rejection"] },
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .exchange("publisher-0/0", 10)
        .publish("publisher-0/1", { at: 20, outcome: "fail" })
        .exchange("publisher-0/2", 30)
        .drain({ at: 500 }),
  },
  rules: [
    {
      id: "rejected/refused-by-redis",
      meaning:
        "Reports `fail` if a publish failed whose command Redis answered with an error, although no fault was near.",
      hint: "Look at the first error of Redis, and at the command that the bus sent for it.",
    },
    {
      id: "rejected/without-a-fault",
      meaning:
        "Reports `fail` if a publish failed in a load with a pace, although no fault was near. A fault is near from 250 ms " +
        "before it is injected until 2 s after its publisher had a publish acknowledged again. A publish that fails after the " +
        "harness closed its bus does not count.",
      hint: "Look for a limit of the bus that a normal load reaches, or for a publish that gives up too early.",
    },
    {
      id: "rejected/back-pressure",
      meaning:
        "Reports `pass` for publishes of a burst that the bus rejected itself: it is honest about a full buffer.",
      hint: "Nothing to do, if the limit of the buffer is the one that you want.",
    },
    {
      id: "rejected/harness-starved",
      meaning:
        "Reports `unknown` if the event loop of the harness stood still for more than 500 ms, and Redis refused nothing.",
      hint: "Repeat the run on a machine with less to do.",
    },
  ],
};
