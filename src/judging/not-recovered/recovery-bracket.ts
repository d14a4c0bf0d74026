import type { Probe } from "./probed-participants.ts";
import { slipMs, slipAfterMs, stabilityProbes } from "./recovery-limits.ts";

/** Bounds of a recovery, counted from the heal. */
export interface RecoveryBracket {
  /** The true value lies between the two; `Infinity` if the steady state was not seen again. */
  readonly lowerMs: number;
  readonly upperMs: number;
  /** From the verified heal to the last probe: how long a recovery could have been seen. */
  readonly watchedMs: number;
}

export interface BracketLimits {
  /** The moment just before the call of the last heal, and the moment when it was verified. */
  readonly healCallMs: number;
  readonly healedMs: number;
  /** The longest latency of a good probe. */
  readonly probeLimitMs: number;
  /** For how long the probes must be good. */
  readonly stableMs: number;
  readonly recoveryLimitMs: number;
}

/** Returns the bounds between the last bad probe and the first good one after it. A slip does not count. */
export function bracketOf(probes: readonly Probe[], limits: BracketLimits): RecoveryBracket {
  const { healCallMs, healedMs } = limits;
  const inOrder = probes.toSorted((left, right) => left.intendedMs - right.intendedMs);
  const counted = withoutSlip(inOrder, limits);
  const lastBad = counted.findLast((probe) => !isGood(probe, limits));
  const good = counted.filter(({ intendedMs }) => intendedMs > (lastBad?.intendedMs ?? -Infinity));
  const shown = spans(good, limits.stableMs);
  return {
    lowerMs: lastBad ? lastBad.intendedMs - healedMs : 0,
    upperMs: shown ? (good[0]?.completedMs ?? Infinity) - healCallMs : Infinity,
    watchedMs: (inOrder.at(-1)?.intendedMs ?? healedMs) - healedMs,
  };
}

/**
 * Leaves out a slip: late probes, all within 300 ms, long after the recovery. A machine under load makes a bus slip, and
 * that does not undo a recovery. Only the last bad probes can be a slip, so a bus that slips again and again is slow.
 *
 *     2.1 s   publisher-0 is steady again, 100 ms after the heal
 *    30.7 s   a single publish takes 400 ms, and the next one takes 2 ms
 *     → publisher-0 recovered within 100 ms
 */
function withoutSlip(inOrder: readonly Probe[], limits: BracketLimits): readonly Probe[] {
  const bad = inOrder.filter((probe) => !isGood(probe, limits));
  const lastMs = bad.at(-1)?.intendedMs;
  if (lastMs === undefined) return inOrder;
  const slip = bad.filter(({ intendedMs }) => intendedMs >= lastMs - slipMs);
  const fromMs = slip[0]?.intendedMs ?? lastMs;
  const failedMs = bad.findLast(({ intendedMs }) => intendedMs < lastMs - slipMs)?.intendedMs;
  const before = inOrder.filter(
    ({ intendedMs }) => intendedMs > (failedMs ?? -Infinity) && intendedMs < fromMs,
  );
  const after = inOrder.filter(({ intendedMs }) => intendedMs > lastMs);
  const { stableMs } = limits;
  const isOver = fromMs > limits.healedMs + limits.recoveryLimitMs || spans(after, stableMs);
  const isSlip =
    slip.every(({ completedMs }) => completedMs !== undefined) &&
    spans(before, Math.max(slipAfterMs, stableMs));
  return isSlip && isOver ? keepOutside(inOrder, fromMs, lastMs) : inOrder;
}

function keepOutside(probes: readonly Probe[], fromMs: number, toMs: number): readonly Probe[] {
  return probes.filter(({ intendedMs }) => intendedMs < fromMs || intendedMs > toMs);
}

/** Returns whether there are enough of these probes, over at least this time. */
function spans(inOrder: readonly Probe[], leastMs: number): boolean {
  const [first, last] = [inOrder[0], inOrder.at(-1)];
  if (!first || !last || inOrder.length < stabilityProbes) return false;
  return last.intendedMs - first.intendedMs >= leastMs;
}

function isGood(
  { intendedMs, completedMs = Infinity }: Probe,
  { probeLimitMs }: BracketLimits,
): boolean {
  return completedMs - intendedMs <= probeLimitMs;
}
