import type { FaultRecord, MessageRecord } from "../../history/indexed-history.ts";
import { inFlightGuardMs } from "./entitlement.ts";

/**
 * Whether Redis may have lost data that it had acknowledged. Two kinds of faults do that:
 * - `losesAll`: Redis was wiped, or killed without persistence, and came back empty.
 * - `losesLastMs`: Redis was killed with `appendfsync everysec`, and may come back without what it executed in
 *   the last moments before.
 * A loss that Redis caused is not the fault of the bus.
 */
type DataLoss = Partial<Pick<FaultRecord, "losesAll" | "losesLastMs">>;

/** Returns whether a fault may cost data of either kind. */
export function mayLoseData({ losesAll = false, losesLastMs = 0 }: DataLoss): boolean {
  return losesAll || losesLastMs > 0;
}

/**
 * Returns whether Redis may have lost since what it had executed at this moment.
 *
 * Example: XADD was executed at 900 ms. At 1 s a SIGKILL struck that may cost the last 3 s; Redis was back at
 * 1.4 s. The entry may be gone. It would not be in doubt if it had been executed at 2 s.
 */
export function mayHaveLost(executedMs: number, faults: readonly FaultRecord[]): boolean {
  return faults.some((fault) => {
    const { losesAll, healedMs = Infinity } = fault;
    // Until it was verified to be back, a command may have been executed by the old process.
    return losesAll ? executedMs <= healedMs : isInLostTail(executedMs, fault);
  });
}

/**
 * Returns whether an acknowledgement fell into the last moments that a killed Redis may have forgotten. A
 * Redis that came back empty does not count here: see `wasWiped`.
 */
export function mayHaveLostTail(
  { settledMs = -Infinity }: MessageRecord,
  faults: readonly FaultRecord[],
): boolean {
  return faults.some((fault) => isInLostTail(settledMs, fault));
}

/**
 * Returns whether Redis had a message and then came back empty. It is stricter than `mayHaveLost`: a message
 * that was acknowledged after the old Redis was gone went to the new one, which did not lose it.
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

/** Returns the time since which Redis has lost nothing; `-Infinity` if it never may have, `Infinity` if a fault was not healed. */
export function completeSinceMs(faults: readonly FaultRecord[]): number {
  const losing = faults.filter(mayLoseData);
  return Math.max(-Infinity, ...losing.map(({ healedMs = Infinity }) => healedMs));
}

/** Replies that were already on their way when the fault struck belong to the time before it. */
function isInLostTail(timeMs: number, { losesLastMs, injectCallMs }: FaultRecord): boolean {
  const isLate = timeMs > injectCallMs - losesLastMs && timeMs <= injectCallMs + inFlightGuardMs;
  return losesLastMs > 0 && isLate;
}
