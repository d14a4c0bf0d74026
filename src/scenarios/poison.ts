import { keepsMessages } from "../history/delivery-claims.ts";
import { faultCheckers, steadyWorkload } from "./defaults.ts";
import { drawHandlers } from "./parts/drawn-handlers.ts";
import { drawMs } from "./parts/drawn-moments.ts";
import type { Scenario, Variant } from "./scenario.ts";

const throwing = 8;
/** Time under load before the cut: longer than until the last handler threw. */
const beforeCutMs = 700;

/** Handlers fail. Their messages must come again, and the others must go on. */
export const poison: Scenario = {
  name: "poison",
  summary: "handlers throw, and their messages must come again while the others go on",
  variants: [throwsOnce()],
  notApplicable: (guarantees) =>
    keepsMessages(guarantees)
      ? undefined
      : "a bus that keeps no message has none to hand out after a handler failed",
};

/**
 * The handler throws once over some messages. A bus that hands them out again only when its subscriber connects again
 * keeps them too, so the connections of the subscriber are reset after that.
 */
function throwsOnce(): Variant {
  return {
    name: "throws-once",
    summary: `the handler throws once over ${throwing} messages, then the subscriber is reset`,
    tier: "quick",
    workload: { ...steadyWorkload, steadyMs: beforeCutMs },
    persistence: "everysec",
    plan: (random) => [
      {
        spec: { kind: "network", role: "subscriber-0", fault: { kind: "cut", how: "rst" } },
        afterMs: drawMs(random, 0),
        holdMs: 0,
      },
    ],
    // Until 120 messages after the start of the load, which takes 600 ms.
    handlers: (random) =>
      drawHandlers(random, { from: 20, every: 12, count: throwing }, (at) => ({
        kind: "throw-once",
        how: at % 2 === 0 ? "exception" : "rejection",
      })),
    checkers: faultCheckers,
    minimums: { acknowledged: 50, faults: 1, failedHandlers: throwing },
  };
}
