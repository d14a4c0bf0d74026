import type { FindingPage } from "../finding/finding-page.ts";

export const zombiePage: FindingPage = {
  kind: "zombie",
  meaning:
    "A handler was called after the close call of its subscription had resolved. A service that closes before it ends " +
    "would lose such a message halfway.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "`fail`",
  example: {
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .exchange("publisher-0/0", 10)
        .close({ at: 50, group: "billing" })
        .publish("publisher-0/1", { at: 60 })
        .deliver("publisher-0/1", { at: 65, group: "billing" })
        .drain({ at: 500 }),
  },
  rules: [
    {
      id: "zombie/delivered-after-close",
      meaning: "Reports `fail` if a delivery began after close had resolved.",
      hint:
        "Let close wait for the read that is under way and for the handlers that are at work, and only then " +
        "resolve.",
    },
  ],
};
