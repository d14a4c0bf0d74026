import type { FindingPage } from "../finding/finding-page.ts";

export const corruptPage: FindingPage = {
  kind: "corrupt",
  meaning:
    "A handler got a message whose payload is not the one that was published. The harness puts a checksum into " +
    "every payload, and here it does not fit.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "`fail`",
  example: {
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .publish("publisher-0/0", { at: 10 })
        .deliver("publisher-0/0", { at: 12, group: "billing", damage: "corrupt" })
        .deliver("publisher-0/0", { at: 30, group: "billing" })
        .drain({ at: 500 }),
  },
  rules: [
    {
      id: "corrupt/changed-payload",
      meaning: "Reports `fail` if a handler got a payload that had changed on its way.",
      hint:
        "Compare the payload in Redis with the one that was handled: look for text that is cut at a length in " +
        "characters although Redis counts bytes, for a wrong encoding, and for a frame that is split in the wrong " +
        "place.",
    },
  ],
};
