import { faultCheckers, steadyMinimums, steadyWorkload } from "../../src/scenarios/defaults.ts";
import { drawMs } from "../../src/scenarios/parts/drawn-moments.ts";
import type { Scenario } from "../../src/scenarios/scenario.ts";

/** Redis stops answering for a while, keeps every connection open, and then goes on. */
export const freeze: Scenario = {
  name: "freeze",
  summary: "Redis is stopped for a while, and every connection stays open",
  variants: [
    {
      name: "sigstop-1s",
      summary: "SIGSTOP, no answer for at least 1 s",
      tier: "quick",
      workload: steadyWorkload,
      persistence: "everysec",
      plan: (random) => [
        { spec: { kind: "pause-redis" }, afterMs: drawMs(random, 0), holdMs: 1000 },
      ],
      checkers: faultCheckers,
      minimums: steadyMinimums,
    },
  ],
};
