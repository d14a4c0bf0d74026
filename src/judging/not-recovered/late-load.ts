import type { MessageRecord } from "../../history/indexed-history.ts";
import { percentilesOf } from "../facts/percentiles.ts";

/** A publish call that is up to 50 ms late is always normal, because timers are never exact. */
const floorMs = 50;

/** A publish call may be three times as late as 99 % of the calls were before the first fault. */
const steadyFactor = 3;

export interface LoadMoments {
  /** When the first fault was injected. */
  readonly disturbedMs: number;
  readonly healedMs: number;
}

/**
 * Returns the share of the load since the heal that the harness sent late. If the harness was late, its
 * process was short of CPU, and so was the bus, which runs in the same process.
 *
 *     before the fault, 99 % of the publish calls are at most 2 ms late, so 50 ms are normal
 *     after the heal, 60 of 100 publish calls are more than 50 ms late
 *     → 0.6
 */
export function lateShareOf(load: readonly MessageRecord[], moments: LoadMoments): number {
  const since = load.filter(({ intendedMs }) => intendedMs >= moments.healedMs);
  return countLate(load, moments) / Math.max(1, since.length);
}

/** Returns how many publish calls since the heal the harness sent late. */
export function countLate(
  load: readonly MessageRecord[],
  { disturbedMs, healedMs }: LoadMoments,
): number {
  const delayOf = ({ intendedMs, invokedMs }: MessageRecord): number => invokedMs - intendedMs;
  const steady = load.filter(({ intendedMs }) => intendedMs < disturbedMs).map(delayOf);
  const limitMs = Math.max(floorMs, steadyFactor * (percentilesOf(steady)?.p99 ?? 0));
  const since = load.filter(({ intendedMs }) => intendedMs >= healedMs).map(delayOf);
  return since.filter((each) => each > limitMs).length;
}
