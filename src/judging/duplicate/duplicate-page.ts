import type { FindingPage } from "../finding/finding-page.ts";

export const duplicatePage: FindingPage = {
  kind: "duplicate",
  meaning:
    "A group got a message more than once. An at-least-once bus may do that if it has a reason, such as an " +
    "acknowledgement that was lost in a fault.",
  forAtLeastOnce:
    "`pass` with a reason, `fail` without one (`unknown` if the harness was starved at a close); `fail` if the bus claims to deduplicate and the message had been handled",
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
  rules: [
    {
      id: "duplicate/explained",
      meaning:
        "Reports `pass` if every second delivery has a reason: the handler failed or never returned, a fault may have " +
        "swallowed the acknowledgement, the process of the first subscriber ended within 2 s after the handler, the publish was in doubt, the reply to an append was lost or came just before a reset of its connection, a whole " +
        "batch was sent again because one of its replies was missing, or another consumer took over.",
      hint:
        "Nothing is wrong: make the handlers idempotent, because an at-least-once bus may deliver a message " +
        "twice.",
    },
    {
      id: "duplicate/unexplained",
      meaning:
        "Reports `fail` if no reason can be found, or different mistakes are mixed. For example, a group handles a message at " +
        "20 ms and again at 1.6 s, in a run without faults.",
      hint:
        "Look for a handler that is registered twice, for two subscribers that both get every message of their " +
        "group, and for reads that begin at the start after a reconnect; `explain` shows the commands between the " +
        "two deliveries.",
    },
    {
      id: "duplicate/harness-starved",
      meaning:
        "Reports `unknown` instead of `duplicate/unexplained` if the harness itself stood still for more than 500 ms and the " +
        "subscription that handled each message first closed before it came again: a bus may give up acknowledgements " +
        "that take too long when it closes.",
      hint: "Repeat the run on a machine with less load: the harness itself got too little CPU.",
    },
    {
      id: "duplicate/acknowledged-before",
      meaning:
        "Reports `fail` if Redis had executed the acknowledgement of the entry before the entry was handed out again.",
      hint:
        "Do not hand out an entry again whose XACK Redis has executed: look for a claim or a read from an old " +
        "position after a reconnect.",
    },
    {
      id: "duplicate/appended-before",
      meaning:
        "Reports `fail` if the publisher had the reply to its first append and appended the message again.",
      hint: "Do not send a publish again once the reply to its first append has come.",
    },
    {
      id: "duplicate/despite-deduplication",
      meaning:
        "Reports `fail` if the bus claims to deduplicate and delivers a message again that was handled, whatever the reason.",
      hint:
        "Remember the id of each message until its handler is done, where a restart or a reconnect does not erase " +
        "it, or do not claim `deduplicates`.",
    },
    {
      id: "duplicate/at-most-once",
      meaning: "Reports `fail` if the bus promises at-most-once delivery, whatever the reason.",
      hint:
        "Deliver each message once: look for a second subscription to the same channel after a reconnect, and for " +
        "a PUBLISH that is sent again.",
    },
  ],
};
