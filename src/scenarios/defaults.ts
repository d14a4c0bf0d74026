import type { Minimums } from "../history/history-header.ts";
import type { Workload } from "./scenario.ts";

/** A publisher with 200 messages per second, so that a gap of 5 ms shows, and a subscriber. */
export const steadyWorkload: Workload = {
  publishers: 1,
  groups: 1,
  ratePerSecond: 200,
  payloadBytes: 128,
  steadyMs: 500,
  from: "start",
};

/** A run shows nothing with fewer than 50 acknowledged messages before the first fault. */
export const steadyMinimums: Minimums = { acknowledged: 50, faults: 1 };

/** The checkers of a run with a fault. */
export const faultCheckers = ["delivery", "ordering", "zombie", "rejection", "recovery"] as const;
/** The checkers of a run without a fault. */
export const calmCheckers = ["delivery", "ordering", "zombie", "rejection"] as const;
