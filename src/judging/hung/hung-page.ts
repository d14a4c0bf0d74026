import type { FindingPage } from "../finding/finding-page.ts";

export const hungPage: FindingPage = {
  kind: "hung",
  meaning:
    "A call of the bus never came to an end: a publish that neither resolved nor rejected, or an open, a subscribe or a " +
    "close that did not return. A service that awaits such a call stands still for ever. Or the bus blocked the event loop " +
    "of its process, where nothing else can run then.",
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
  rules: [
    {
      id: "hung/publish",
      meaning:
        "Reports `fail` if a publish had not settled when the drain stalled, and had been open for the recovery limit by " +
        "then. If its publisher did not recover either, `not-recovered` reports both together.",
      hint:
        "Give each publish a time limit of its own, and reject every call that still waits when its " +
        "connection breaks: a socket timeout finds a dead connection.",
    },
    {
      id: "hung/open",
      meaning: "Reports `fail` if the bus of a role did not open within 8 s.",
      hint:
        "Let open resolve or reject within seconds: it must connect to the URL that it gets in `context.url`, " +
        "and give up if that does not answer.",
    },
    {
      id: "hung/subscribe",
      meaning:
        "Reports `fail` if a subscribe call did not return within 8 s. The harness does not call it again.",
      hint:
        "Let subscribe resolve once the subscription receives messages, and reject it if its connection " +
        "breaks meanwhile.",
    },
    {
      id: "hung/event-loop",
      meaning:
        "Reports `fail` if the process of a role did not turn its event loop for 2 s or more, in code of the bus that the stack names. " +
        "The harness can tell only for a role with a process of its own.",
      hint: "Wait with a timer or a promise, where the stack says; never in a loop without `await`.",
    },
    {
      id: "hung/close-subscription",
      meaning: "Reports `fail` if the close of a subscription did not return within 5 s.",
      hint:
        "Let close end the read that waits at the server, also while Redis is away: destroy its connection " +
        "after a time limit.",
    },
    {
      id: "hung/close-bus",
      meaning: "Reports `fail` if the close of a bus did not return within 5 s.",
      hint: "Let close destroy the connections of the bus after a time limit, also while Redis is away.",
    },
  ],
};
