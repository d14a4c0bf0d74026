import type { FaultRecord, MessageRecord } from "../../history/indexed-history.ts";
import { inFlightGuardMs } from "./entitlement.ts";

/**
 * The part of a fault that says which data Redis loses by it. A loss that Redis caused is not the fault of the bus.
 * - `losesAll`: Redis was wiped, or killed without persistence, and comes back empty.
 * - `losesLastMs`: Redis was killed with `appendfsync everysec`. It may come back without the commands that it executed
 *   in this time before the kill, which its log on disk did not have yet.
 */
type DataLoss = Partial<Pick<FaultRecord, "losesAll" | "losesLastMs">>;

/** Returns whether a fault may cost data of either kind. */
export function mayLoseData({ losesAll = false, losesLastMs = 0 }: DataLoss): boolean {
  return losesAll || losesLastMs > 0;
}

/**
 * Returns whether Redis may have lost a command that it had executed at this time.
 *
 *     900 ms  Redis executes XADD #7
 *     1.0 s   SIGKILL with `appendfsync everysec`, which may cost the last 3 s
 *     1.4 s   Redis is back
 *     → true for XADD #7; false for a command that Redis executed at 1.5 s
 */
export function mayHaveLost(executedMs: number, faults: readonly FaultRecord[]): boolean {
  return faults.some((fault) => {
    const { losesAll, healedMs = Infinity } = fault;
    // Until the heal is verified, the old data may still have been there when the command was executed.
    return losesAll ? executedMs <= healedMs : isInLostTail(executedMs, fault);
  });
}

/**
 * Returns whether a publish was acknowledged in the last moments that a killed Redis may have lost. It differs from
 * `mayHaveLost`: a Redis that came back empty does not count here, because `wasWiped` decides that more strictly.
 */
export function mayHaveLostTail(
  { settledMs = -Infinity }: Pick<MessageRecord, "settledMs">,
  faults: readonly FaultRecord[],
): boolean {
  return faults.some((fault) => isInLostTail(settledMs, fault));
}

/**
 * Returns whether Redis had a message and then came back empty. It differs from `mayHaveLost`: it ends when the fault
 * was in force, not when it was healed. A message that was acknowledged later went to the new Redis, which kept it.
 */
export function wasWiped(
  { settledMs = Infinity, invokedMs, outcome }: MessageRecord,
  faults: readonly FaultRecord[],
): boolean {
  const hadMs = outcome === "acknowledged" ? settledMs : invokedMs;
  return faults.some(
    ({ losesAll, injectedMs = -Infinity }) => losesAll && hadMs <= injectedMs + inFlightGuardMs,
  );
}

/**
 * Returns the time since which Redis has lost no data: `-Infinity` if it never may have lost any, `Infinity` if a fault
 * that loses data was not healed.
 */
export function completeSinceMs(faults: readonly FaultRecord[]): number {
  const losing = faults.filter(mayLoseData);
  return Math.max(-Infinity, ...losing.map(({ healedMs = Infinity }) => healedMs));
}

/** A reply that was on its way when the fault struck belongs to a command from before the fault. */
function isInLostTail(timeMs: number, { losesLastMs, injectCallMs }: FaultRecord): boolean {
  const isLate = timeMs > injectCallMs - losesLastMs && timeMs <= injectCallMs + inFlightGuardMs;
  return losesLastMs > 0 && isLate;
}
