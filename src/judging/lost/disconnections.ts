import type { FaultRecord, IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { inFlightGuardMs } from "../facts/entitlement.ts";
import { touches, type FaultWindow } from "../facts/fault-windows.ts";
import type { Group } from "../facts/groups.ts";

/**
 * When a group may miss messages without breaking an at-most-once promise: from a fault on its own
 * path until it is seen to hear again, and no longer than the recovery limit after the heal.
 */
export function disconnectionsOf(group: Group, history: IndexedHistory): readonly FaultWindow[] {
  return history.faults
    .filter((fault) => touches(fault, group.processes))
    .map((fault) => ({
      fault,
      fromMs: fault.injectCallMs - inFlightGuardMs,
      toMs: endOfDeafness(group, fault, history.header.recoveryLimitMs),
    }));
}

function endOfDeafness(group: Group, { healedMs }: FaultRecord, limitMs: number): number {
  if (healedMs === undefined) return Infinity;
  let endMs = healedMs + limitMs;
  for (const { start, message } of group.firstDeliveries.values()) {
    const publishedSince = message !== undefined && message.invokedMs >= healedMs;
    if (publishedSince && start.timeMs < endMs) endMs = start.timeMs;
  }
  return endMs;
}

export function fellInside(
  disconnections: readonly FaultWindow[],
  { invokedMs, settledMs = invokedMs }: MessageRecord,
): boolean {
  return disconnections.some(({ fromMs, toMs }) => settledMs >= fromMs && invokedMs <= toMs);
}
