import type { FindingPage } from "../finding/finding-page.ts";

export const unacknowledgedPage: FindingPage = {
  kind: "unacknowledged",
  meaning:
    "A group read a message and never acknowledged it, so its entry is still pending in Redis after the drain. Redis " +
    "hands it out again to the next consumer that claims it, and the list of pending entries grows. A message that the " +
    "group had to handle and did not is `lost` instead.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "not reported",
  example: {
    header: { hasStreamAudit: true },
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .publish("publisher-0/0", { at: 10, id: "10-0" })
        .deliver("publisher-0/0", { at: 12, group: "billing", id: "10-0" })
        .drain({ at: 500 })
        .audit({
          at: 510,
          entries: [["10-0", "publisher-0/0"]],
          groups: [
            {
              name: "billing",
              lastDeliveredId: "10-0",
              pending: [{ id: "10-0", consumer: "billing-1", idleMs: 498, deliveries: 1 }],
            },
          ],
        }),
  },
  rules: [
    {
      id: "unacknowledged/pending-after-the-drain",
      meaning:
        "Reports `fail` if the auditor found the entry of a handled message among the pending entries.",
      hint:
        "Send XACK for every message that was handled, also for the first ones of a batch, and again after a " +
        "reconnect if its reply was lost.",
    },
    {
      id: "unacknowledged/read-and-left-pending",
      meaning:
        "Reports `fail` if the drain stalled and the auditor found the entry of a message among the pending entries that " +
        "was published before the group was ready, and that the group read and did not handle.",
      hint:
        "Read the pending entries of the consumer again after a reconnect, with XREADGROUP from the id 0 or XAUTOCLAIM: " +
        "the reply with these entries was lost. Create the group at $ if it does not need what is older.",
    },
    {
      id: "unacknowledged/removes-nothing",
      meaning:
        "Reports `fail` if a group took its messages from a list, set or hash, asked at least ten times to remove what it had " +
        "handled (ZREM, LREM, SREM, HDEL), Redis removed nothing each time, and the key holds all of them after the drain.",
      hint:
        "Remove exactly the element that was read, byte for byte: Redis answers 0 if it has no such element. Until then " +
        "every message comes again when its time is over, and the key grows.",
    },
    {
      id: "unacknowledged/no-acknowledgement-sent",
      meaning:
        "Reports `fail` if the auditor could not look, and the group sent no command in the whole run that may have " +
        "acknowledged anything.",
      hint:
        "Acknowledge every message after its handler is done: this group never did, so Redis keeps or hands out " +
        "everything again.",
    },
  ],
};
