import type { FindingPage } from "../finding/finding-page.ts";

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
  whatToDo:
    "Run `explain` with one of the messages: it shows how far the message came, command by command. The " +
    "place in the summary tells where to look. `not in Redis`: it was acknowledged too early, or sent to " +
    "a Redis that lost it. `past the group's position`: the group was created too late, or its position " +
    "was moved. `stuck pending`: a consumer died with it and no other claimed it. `unread`: nothing reads " +
    "the stream any more. `trimmed`: the stream was cut before the group had read it. `left in a stream whose " +
    "group is gone`: Redis lost the group, or a client removed it, and the bus did not create it again at the first " +
    "message. `waiting in list …` and `in work under lock …`: the search of the auditor found the message under that " +
    "key, and not even a fresh subscriber of the group got it. `in another stream …`: correct `streamKey`.",
  rules: [
    {
      id: "lost/never-received",
      meaning:
        "Reports `fail` if Redis did not have to lose the message: the bus, or the way in which it is used, lost it.",
    },
    {
      id: "lost/redis-came-back-empty",
      meaning:
        "Reports `fail` if a fault wiped Redis after it had the message. No bus without its own storage can avoid " +
        "this loss, so it passes in a control run, which exists to show that the rule sees it.",
    },
    {
      id: "lost/redis-may-have-lost-it",
      meaning:
        "Reports `unknown` if the message is gone from Redis and was acknowledged in the last moments before a " +
        "SIGKILL: with `appendfsync everysec` Redis may lose the last seconds.",
    },
    {
      id: "lost/while-disconnected",
      meaning:
        "Reports `pass` for what a subscriber of an at-most-once or best-effort bus missed between a fault on its path and the first " +
        "message that it got after the heal, or 1 s after its bus said `connected`.",
    },
    {
      id: "lost/while-publisher-disconnected",
      meaning:
        "Reports `pass` for what was published between a fault on the path of the publisher and the first message of " +
        "this publisher that the group got after the heal, if the bus claims best effort or `confirmsPublish: false`.",
    },
    {
      id: "lost/while-starting",
      meaning:
        "Reports `fail` and names the commands of a starting subscriber, if messages that were published while the " +
        "harness held it there are lost.",
    },
    {
      id: "lost/while-starting-not-owed",
      meaning:
        'Reports `pass` for the same, if the group did not have to get these messages, as with `from: "new"`.',
    },
  ],
};
