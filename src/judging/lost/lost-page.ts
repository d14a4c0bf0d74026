import type { FindingPage } from "../finding/finding-page.ts";
import { placeHints } from "./place-hints.ts";

export const lostPage: FindingPage = {
  kind: "lost",
  meaning:
    "The bus acknowledged a message, a group had to get it, and no handler of that group handled it, " +
    "although the bus had all the time it needed: the drain had ended. A fresh subscriber of the group, which the " +
    "harness opens then, did not get it either.",
  forAtLeastOnce: "`fail`; `unknown` if Redis itself may have lost the message",
  forAtMostOnce: "`fail`; `pass` if a fault had disconnected the subscriber",
  forBestEffort: "`fail`; `pass` if a fault had disconnected the subscriber or the publisher",
  example: {
    header: { hasStreamAudit: true },
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .fault({
          at: 500,
          healAt: 900,
          name: "cut subscriber-billing",
          roles: ["subscriber-billing"],
        })
        .publish("publisher-0/0", { at: 600, id: "600-0" })
        .exchange("publisher-0/1", 950)
        .drain({ at: 2_000 })
        .audit({
          at: 2_010,
          entries: [
            ["600-0", "publisher-0/0"],
            ["950-0", "publisher-0/1"],
          ],
          groups: [{ name: "billing", lastDeliveredId: "950-0", pending: [] }],
        }),
  },
  hintsByCase: placeHints,
  rules: [
    {
      id: "lost/never-received",
      meaning:
        "Reports `fail` if Redis did not have to lose the message: the bus, or the way in which it is used, lost it.",
      hint: "Run `explain` with one of the messages: it shows command by command how far the message came.",
    },
    {
      id: "lost/redis-came-back-empty",
      meaning:
        "Reports `fail` if a fault wiped Redis after it had the message. No bus without its own storage can avoid " +
        "this loss, so it passes in a control run, which exists to show that the rule sees it.",
      hint:
        "Redis was wiped while it had these messages: only a bus with storage of its own, or a Redis with " +
        "persistence, can keep them.",
    },
    {
      id: "lost/redis-may-have-lost-it",
      meaning:
        "Reports `unknown` if the message is gone from Redis and was acknowledged in the last moments before a " +
        "SIGKILL: with `appendfsync everysec` Redis may lose the last seconds.",
      hint:
        "Redis may have lost these messages itself: with `appendfsync everysec` a SIGKILL can cost the last " +
        "seconds. Use `always` where that matters.",
    },
    {
      id: "lost/while-disconnected",
      meaning:
        "Reports `pass` for what a subscriber of an at-most-once or best-effort bus missed between a fault on its path and the first " +
        "message that it got after the heal, or 1 s after its bus said `connected`.",
      hint: "Nothing is wrong for an at-most-once bus. If these messages matter, use a bus that stores them.",
    },
    {
      id: "lost/while-publisher-disconnected",
      meaning:
        "Reports `pass` for what was published between a fault on the path of the publisher and the first message of " +
        "this publisher that the group got after the heal, if the bus claims best effort or `confirmsPublish: false`.",
      hint:
        "Nothing is wrong with these claims. If these messages matter, wait for the reply of Redis before a " +
        "publish resolves, and send it again after a reconnect.",
    },
    {
      id: "lost/while-starting",
      meaning:
        "Reports `fail` and names the commands of a starting subscriber, if messages that were published while the " +
        "harness held it there are lost.",
      hint:
        "Let subscribe resolve only after Redis has confirmed the command that the summary names, and create the " +
        "group at 0 before the first publish.",
    },
    {
      id: "lost/while-starting-not-owed",
      meaning:
        'Reports `pass` for the same, if the group did not have to get these messages, as with `from: "new"`.',
      hint: 'Nothing is wrong with `from: "new"`: begin with `start` if these messages matter.',
    },
  ],
};
