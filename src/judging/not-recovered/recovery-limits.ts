/**
 * The steady state is back once the probes were good for 300 ms, so that a few messages which get through
 * between two failures do not count. If the load ends earlier, no recovery was seen.
 */
const stabilityMs = 300;

/**
 * The probes must be good for 20 % longer than a good probe may take. A bus that looks for messages at long intervals
 * completes several at each look, and those that came shortly before the look are good. They show no recovery.
 */
export const stabilityFactor = 1.2;

/** Returns for how long the probes must be good. The factor of a stored run is in its header. */
export function stabilityMsFor(limitMs: number, factor = stabilityFactor): number {
  return Math.max(stabilityMs, factor * limitMs);
}

/**
 * Late probes within 300 ms are a slip if the probes before were good for 3 s. A garbage collection or a moment without
 * CPU explains them. With more bad probes, or earlier ones, the bus had not recovered.
 */
export const slipMs = 300;
export const slipAfterMs = 3000;

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
