/** The steady state is back once probes were good for so long … */
export const stabilityMs = 300;
/** … and there were at least so many of them. */
export const stabilityProbes = 3;

const latencyFloorMs = 250;
const steadyFactor = 3;

/** A probe is good if it was not slower than this, counted from its intended time. */
export function probeLimitMs(steadyP99Ms: number | undefined): number {
  return Math.max(latencyFloorMs, steadyFactor * (steadyP99Ms ?? 0));
}
