import type { MessageRecord } from "../../history/indexed-history.ts";
import { percentilesOf } from "../facts/percentiles.ts";

const floorMs = 50;
const steadyFactor = 3;

export interface HoldUpMoments {
  /** When the first fault was injected. */
  readonly disturbedMs: number;
  readonly healedMs: number;
}

/**
 * The share of the load since the heal that left later than normal. Nobody but the harness sends it,
 * so it had no processor then, and nor had the bus in its process. What is normal, the steady phase
 * shows.
 */
export function heldUpShare(
  load: readonly MessageRecord[],
  { disturbedMs, healedMs }: HoldUpMoments,
): number {
  const delayOf = ({ intendedMs, invokedMs }: MessageRecord): number => invokedMs - intendedMs;
  const steady = load.filter(({ intendedMs }) => intendedMs < disturbedMs).map(delayOf);
  const limitMs = Math.max(floorMs, steadyFactor * (percentilesOf(steady)?.p99 ?? 0));
  const since = load.filter(({ intendedMs }) => intendedMs >= healedMs).map(delayOf);
  return since.filter((each) => each > limitMs).length / Math.max(1, since.length);
}
