import type { FindingPage } from "../finding/finding-page.ts";

export const duplicatePage: FindingPage = {
  kind: "duplicate",
  meaning:
    "A group got a message more than once. An at-least-once bus may do that if it has a reason, such as an " +
    "acknowledgement that was lost in a fault.",
  forAtLeastOnce:
    "`pass` with a reason, `fail` without one; `fail` if the bus claims to deduplicate and the message had been handled",
  forAtMostOnce: "`fail`",
  forBestEffort: "as for an at-least-once bus",
  example: {
    header: { hasCommands: true },
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .publish("publisher-0/0", { at: 10, id: "10-0" })
        .wire({ at: 10, command: "XADD", messages: ["publisher-0/0"], reply: "10-0" })
        .wire({
          at: 15,
          by: "subscriber-billing",
          command: "XREADGROUP",
          group: "billing",
          returned: ["publisher-0/0"],
        })
        .deliver("publisher-0/0", { at: 20, group: "billing", id: "10-0" })
        .wire({
          at: 22,
          by: "subscriber-billing",
          command: "XACK",
          group: "billing",
          ids: ["10-0"],
          reply: "1",
        })
        .deliver("publisher-0/0", { at: 60, group: "billing", id: "10-0" })
        .drain({ at: 500 }),
  },
  whatToDo:
    "Run `explain` with one of the messages: it shows both deliveries and the commands between them. Look for a handler " +
    "that is registered twice, for reads that begin at the start after a reconnect, and for a publish that is sent again " +
    "although its reply had come.",
  rules: [
    {
      id: "duplicate/explained",
      meaning:
        "Reports `pass` if every second delivery has a reason: the handler failed or never returned, a fault may have " +
        "swallowed the acknowledgement, the publish was in doubt, the reply to an append was lost, or another consumer took over.",
    },
    {
      id: "duplicate/unexplained",
      meaning:
        "Reports `fail` if no reason can be found, or different mistakes are mixed. For example, a group handles a message at " +
        "20 ms and again at 1.6 s, in a run without faults.",
    },
    {
      id: "duplicate/acknowledged-before",
      meaning:
        "Reports `fail` if Redis had executed the acknowledgement of the entry before the entry was handed out again.",
    },
    {
      id: "duplicate/appended-before",
      meaning:
        "Reports `fail` if the publisher had the reply to its first append and appended the message again.",
    },
    {
      id: "duplicate/despite-deduplication",
      meaning:
        "Reports `fail` if the bus claims to deduplicate and delivers a message again that was handled, whatever the reason.",
    },
    {
      id: "duplicate/at-most-once",
      meaning: "Reports `fail` if the bus promises at-most-once delivery, whatever the reason.",
    },
  ],
};
