import type { FindingPage } from "../finding/finding-page.ts";

export const falseRejectionPage: FindingPage = {
  kind: "false-rejection",
  meaning:
    "The bus rejected a publish, which says that certainly nothing was published, but the message exists. A caller " +
    "who trusts the rejection publishes again, and the message is there twice.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "`fail`",
  example: {
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .exchange("publisher-0/0", 10)
        .fault({
          at: 100,
          healAt: 400,
          name: "lose the replies to publisher-0",
          roles: ["publisher-0"],
        })
        .publish("publisher-0/1", { at: 120, tookMs: 200, outcome: "fail" })
        .deliver("publisher-0/1", { at: 125, group: "billing" })
        .drain({ at: 1_000 }),
  },
  rules: [
    {
      id: "false-rejection/message-exists",
      meaning:
        "Reports `fail` if the publish was rejected, and a group got the message, the auditor found it, or Redis " +
        "executed its append and kept it.",
      hint:
        "Reject with the outcome `rejected` only for an error that came before the write: a timeout or a broken " +
        "connection after the write leaves the publish in doubt.",
    },
  ],
};
