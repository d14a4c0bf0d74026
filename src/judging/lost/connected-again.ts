import type { FaultRecord, IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { Notice } from "../../history/operations/run-operations.ts";
import { touches } from "../facts/fault-windows.ts";
import type { Group } from "../facts/groups.ts";

/**
 * A bus may still be subscribing when it says `connected`. It gets 1 s for that, which is 50 times what a
 * subscribe call takes on a busy machine. Beyond it the bus must hear what is published.
 */
export const connectedAllowanceMs = 1000;

type FaultTimes = Pick<FaultRecord, "injectCallMs"> & { readonly healedMs: number };

/**
 * Returns when the buses of these roles said that they were connected again after a fault: the latest decides, and not
 * earlier than the heal. `Infinity` if a role said nothing since the fault.
 *
 *     1.0 s  the path of group a is cut; its bus says `disconnected`
 *     2.0 s  the path is healed
 *     2.1 s  the bus of group a says `connected`
 *     → 2.1 s: group a owes what is published from 3.1 s on
 */
export function connectedAgainMs(
  roles: ReadonlySet<string>,
  fault: FaultTimes,
  { notices }: IndexedHistory,
): number {
  const times = [...roles].map((process) => {
    const own = notices.filter(
      (each) => each.process === process && each.timeMs >= fault.injectCallMs,
    );
    return claimOf(own, fault.healedMs);
  });
  return Math.max(...times);
}

/** Returns whether a group missed the message although its bus had said that it was connected again. */
export function missedWhileConnected(
  group: Group,
  { invokedMs }: MessageRecord,
  history: IndexedHistory,
): boolean {
  const { recoveryLimitMs } = history.header;
  return history.faults.some((fault) => {
    const { injectCallMs, healedMs = Infinity } = fault;
    const isNear = touches(fault, group.processes) && invokedMs <= healedMs + recoveryLimitMs;
    if (!isNear) return false;
    const claimedMs = connectedAgainMs(group.processes, { injectCallMs, healedMs }, history);
    return invokedMs > claimedMs + connectedAllowanceMs;
  });
}

/**
 * A bus with several connections says `disconnected` and `connected` for each of them, so it is connected when it has
 * said both equally often. A `disconnected` within the allowance takes the claim back.
 */
function claimOf(notices: readonly Notice[], healedMs: number): number {
  let missing = 0;
  let claimedMs = Infinity;
  for (const { notice, timeMs } of notices) {
    if (notice === "disconnected") {
      if (timeMs > claimedMs + connectedAllowanceMs) break;
      missing++;
      claimedMs = Infinity;
    }
    if (notice !== "connected") continue;
    missing = Math.max(0, missing - 1);
    if (missing === 0) claimedMs = Math.min(claimedMs, Math.max(healedMs, timeMs));
  }
  return claimedMs;
}
