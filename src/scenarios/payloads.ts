import { calmCheckers, steadyWorkload } from "./defaults.ts";
import type { Scenario, Variant } from "./scenario.ts";

/** Payloads that a bus may cut, recode or take for something else. */
export const payloads: Scenario = {
  name: "payloads",
  summary: "payloads that are empty, long, or hold quotes, line breaks and NUL",
  variants: [odd()],
};

function odd(): Variant {
  return {
    name: "odd",
    summary: "200 messages: quotes, line breaks, NUL, an empty one, 70 000 characters, 1 MiB",
    tier: "quick",
    workload: { ...steadyWorkload, messages: 200, payloads: "odd" },
    persistence: "everysec",
    plan: () => [],
    checkers: calmCheckers,
    minimums: { acknowledged: 100, faults: 0 },
  };
}
