import type { IndexedHistory } from "../../history/indexed-history.ts";
import { eventLoopDelayValue, harnessSample } from "../../history/sample-names.ts";

/**
 * If the event loop of the harness was late by more than this, it cannot tell whether the bus was late too:
 * both run in the same process. Then findings about time are `unknown`.
 */
export const starvedMs = 500;

/** Returns the largest delay of the harness's own event loop since the last heal. */
export function harnessDelayOf(history: IndexedHistory): number {
  const lastHealMs = history.faults.reduce(
    (last, { healedMs = last }) => Math.max(last, healedMs),
    0,
  );
  return harnessDelayBetween(history, lastHealMs);
}

/** Returns the largest delay that was recorded after a moment, and until another one. */
export function harnessDelayBetween(
  { samples }: IndexedHistory,
  fromMs: number,
  toMs = Infinity,
): number {
  // A sample covers the time since the one before, so an earlier one tells nothing about this time.
  return samples
    .filter(({ sample, timeMs }) => sample === harnessSample && timeMs > fromMs && timeMs <= toMs)
    .reduce((worst, { values }) => Math.max(worst, values[eventLoopDelayValue] ?? 0), 0);
}
