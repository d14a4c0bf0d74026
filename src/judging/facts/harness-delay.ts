import type { IndexedHistory } from "../../history/indexed-history.ts";
import { eventLoopDelayValue, harnessSample } from "../../history/sample-names.ts";

/**
 * If the event loop of the harness was late by more than this, it cannot tell whether the bus was late too:
 * both run in the same process. Then findings about time are `unknown`.
 */
export const starvedMs = 500;

/** Returns the largest delay of the harness's own event loop since the last heal. */
export function harnessDelayOf({ samples, faults }: IndexedHistory): number {
  const lastHealMs = faults.reduce((last, { healedMs = last }) => Math.max(last, healedMs), 0);
  // A sample covers the time since the one before, so an earlier one tells nothing about the recovery.
  return samples
    .filter(({ sample, timeMs }) => sample === harnessSample && timeMs > lastHealMs)
    .reduce((worst, { values }) => Math.max(worst, values[eventLoopDelayValue] ?? 0), 0);
}
