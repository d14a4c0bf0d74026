import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { entitlementReasonOf } from "../facts/entitlement.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { hadStatedTime } from "../lost/stranded.ts";

/**
 * Finds the messages from before a group was ready that the group read, and neither handled nor acknowledged. They are
 * not owed to it, so they are not lost. But their entries stay pending for ever, which also lets the drain stall.
 *
 *      10 ms  publisher-0/0 is published, and its entry is 1-0
 *      20 ms  group a subscribes from `new`; the bus creates the group at the first entry of the stream
 *      30 ms  XREADGROUP hands 1-0 out to group a, whose connection is cut before the reply
 *      30 s   the drain is stalled, and the auditor reads the pending entries of group a: 1-0
 *     → publisher-0/0 is left pending
 */
export function findLeftPending(group: Group, history: IndexedHistory): readonly MessageKey[] {
  const { drain, messages } = history;
  const audit = factsOf(history).audits.get(group.topic);
  if (!audit || drain?.outcome !== "stalled" || group.readyMs === Infinity) return [];
  const reasonOf = entitlementReasonOf(group, history);
  return audit.pendingOf(group.name).filter((key) => {
    const message = messages.get(key);
    if (!message || reasonOf(message) !== "published before the group was ready") return false;
    if ((message.settledMs ?? Infinity) > drain.timeMs) return false;
    return !wasEverHandled(group, key) && hadStatedTime(message, history);
  });
}

function wasEverHandled({ deliveriesOf, rescue }: Group, key: MessageKey): boolean {
  return (
    deliveriesOf(key).some(({ outcome }) => outcome === "handled") ||
    (rescue?.got.has(key) ?? false)
  );
}
