/**
 * The steady state is back once the probes were good for 300 ms, so that a few messages which get through
 * between two failures do not count. If the load ends earlier, no recovery was seen.
 */
export const stabilityMs = 300;

/** At least 3 probes must be good in that time. With fewer of them no recovery was seen. */
export const stabilityProbes = 3;

/**
 * A probe of up to 250 ms is always good. The limit of a very fast bus would otherwise be a few
 * milliseconds, and every short pause of the process would count as a failure.
 */
const latencyFloorMs = 250;

/** A probe may take three times as long as 99 % of the messages took before the first fault. */
const steadyFactor = 3;

/**
 * Returns how long a probe may take, counted from its intended time. A probe that takes longer is bad:
 * the bus had not recovered yet when it was intended.
 */
export function probeLimitMs(steadyP99Ms: number | undefined): number {
  return Math.max(latencyFloorMs, steadyFactor * (steadyP99Ms ?? 0));
}
