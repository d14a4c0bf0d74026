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
  rules: [
    {
      id: "unexpected/never-published",
      meaning: "Reports `fail` if a handler got a message that was not published in this run.",
      hint:
        "Look at the payload: it may be a heartbeat of the bus itself, a message of another client in the same " +
        "namespace, or one from an earlier run.",
    },
  ],
};
