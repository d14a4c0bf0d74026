import { faultCheckers, steadyMinimums, steadyWorkload } from "./defaults.ts";
import { drawLengthMs, drawMs } from "./parts/drawn-moments.ts";
import type { Scenario, Variant } from "./scenario.ts";

/** Time under load before the fault. */
const beforeMs = 200;

/** Redis has no memory left for a while, and answers with errors. A bus must not take such an answer for a success. */
export const memoryPressure: Scenario = {
  name: "memory-pressure",
  summary: "Redis has no memory left and answers with errors, and goes on later",
  variants: [outOfMemory()],
};

function outOfMemory(): Variant {
  return {
    name: "oom-1s",
    summary: "Redis refuses what needs memory with OOM for 1 s",
    tier: "quick",
    workload: steadyWorkload,
    persistence: "everysec",
    plan: (random) => [
      {
        spec: { kind: "fill-memory" },
        afterMs: drawMs(random, beforeMs),
        holdMs: drawLengthMs(random, 1000),
      },
    ],
    checkers: faultCheckers,
    minimums: steadyMinimums,
  };
}
