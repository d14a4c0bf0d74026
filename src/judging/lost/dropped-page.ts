import type { FindingPage } from "../finding/finding-page.ts";

export const droppedPage: FindingPage = {
  kind: "dropped",
  meaning:
    "As [lost](#lost), but the bus reported the message by its id, with a notice `dropped` or `gap`. A reported loss " +
    "is less bad than a silent one: the application can react to it.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "`pass`, and counted",
  example: {
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .exchange("publisher-0/0", 10)
        .publish("publisher-0/1", { at: 20, id: "20-0" })
        .notice({ at: 40, by: "subscriber-billing", notice: "dropped", ids: ["20-0"] })
        .drain({ at: 2_000 }),
  },
  rules: [
    {
      id: "dropped/reported-by-the-bus",
      meaning:
        "Reports a message that a group did not get and that the bus reported to this group, or to all groups, before the run ended.",
      hint:
        "The notice names why the bus gave the message up (a full buffer, too many attempts, an entry that was " +
        "trimmed): raise that limit, or do not claim at-least-once.",
    },
  ],
};
