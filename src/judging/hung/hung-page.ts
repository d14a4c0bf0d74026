import type { FindingPage } from "../finding/finding-page.ts";

export const hungPage: FindingPage = {
  kind: "hung",
  meaning:
    "A call of the bus never came to an end: a publish that neither resolved nor rejected, or an open, a subscribe or a " +
    "close that did not return. A service that awaits such a call stands still for ever.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "`fail`",
  example: {
    header: { recoveryLimitMs: 1_000 },
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .publish("publisher-0/0", { at: 10, tookMs: null })
        .exchange("publisher-0/1", 20)
        .drain({ at: 1_100, outcome: "stalled" }),
  },
  whatToDo:
    "Give each call a time limit of its own. When a connection breaks, reject every call that still waits for a reply on " +
    "it, and let close end the calls that wait.",
  rules: [
    {
      id: "hung/publish",
      meaning:
        "Reports `fail` if a publish had not settled when the drain stalled, and had been open for the recovery limit by " +
        "then. If its publisher did not recover either, `not-recovered` reports both together.",
    },
    {
      id: "hung/open",
      meaning: "Reports `fail` if the bus of a role did not open within 8 s.",
    },
    {
      id: "hung/subscribe",
      meaning:
        "Reports `fail` if a subscribe call did not return within 8 s. The harness does not call it again.",
    },
    {
      id: "hung/close-subscription",
      meaning: "Reports `fail` if the close of a subscription did not return within 5 s.",
    },
    {
      id: "hung/close-bus",
      meaning: "Reports `fail` if the close of a bus did not return within 5 s.",
    },
  ],
};
