import type { FindingPage } from "../finding/finding-page.ts";

export const unexpectedPage: FindingPage = {
  kind: "unexpected",
  meaning:
    "A handler got a message that no publisher of this run had published: it is from elsewhere, from an earlier " +
    "run, or the bus made it up.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "`fail`",
  example: {
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .exchange("publisher-0/0", 10)
        .deliver("publisher-7/3", { at: 40, group: "billing" })
        .drain({ at: 500 }),
  },
  whatToDo:
    "Look at the payload: it may be a heartbeat or another message of the bus itself, which no handler may get. " +
    "Look for another client that uses the same namespace, and for a bus that leaves the namespace out of a key or channel.",
  rules: [
    {
      id: "unexpected/never-published",
      meaning: "Reports `fail` if a handler got a message that was not published in this run.",
    },
  ],
};
