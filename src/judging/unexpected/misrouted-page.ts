import type { FindingPage } from "../finding/finding-page.ts";

export const misroutedPage: FindingPage = {
  kind: "misrouted",
  meaning:
    "A handler got a message under another topic than it was published on: it was delivered to subscribers of the " +
    "wrong topic, or the bus handed it over with a wrong topic name.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "`fail`",
  example: {
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .publish("publisher-0/0", { at: 10 })
        .deliver("publisher-0/0", { at: 12, group: "billing", topic: "stream:orders" })
        .drain({ at: 500 }),
  },
  rules: [
    {
      id: "misrouted/wrong-topic",
      meaning:
        "Reports `fail` if the message was published on another topic, or was handed over with the name of another topic.",
      hint:
        "Check how the bus maps a topic to its key or channel, and back: a prefix that is not removed shows up " +
        "here.",
    },
  ],
};
