import type { Minimums } from "../history/history-header.ts";
import type { Workload } from "./scenario.ts";

/** One publisher, one subscriber, a steady pace: enough to see every gap of 5 ms. */
export const steadyWorkload: Workload = {
  publishers: 1,
  groups: 1,
  ratePerSecond: 200,
  payloadBytes: 128,
  steadyMs: 500,
  from: "start",
};

/** Fewer acknowledged messages before the first fault than this and the run shows nothing. */
export const steadyMinimums: Minimums = { acknowledged: 50, faults: 1 };

/** What every run with a fault is judged by. */
export const faultCheckers = ["delivery", "ordering", "zombie", "recovery"] as const;
/** What a run without any fault is judged by. */
export const calmCheckers = ["delivery", "ordering", "zombie"] as const;
