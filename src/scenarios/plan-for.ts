import type { FaultStep } from "../faults/fault-plan.ts";
import type { HistoryGuarantees } from "../history/history-header.ts";
import { createRandom } from "../random.ts";
import type { HandlerStep } from "../workload/handler-plan.ts";
import type { Scenario, Variant } from "./scenario.ts";

/** Everything that a seed decides in a run. */
export interface RunPlan {
  /** The concrete faults, in order. */
  readonly plan: readonly FaultStep[];
  /** The moments and lengths of a variant with steps of its own, in milliseconds. */
  readonly moments: readonly number[];
  /** The messages with which the handlers do not simply succeed. */
  readonly handlers: readonly HandlerStep[];
}

/** Returns the concrete plan of a variant for a seed. It is the same on every machine. */
export function planFor(scenario: Scenario, variant: Variant, seed: number): RunPlan {
  const random = createRandom(seed).fork(`${scenario.name}/${variant.name}`);
  return {
    plan: variant.plan(random.fork("plan"), variant.workload),
    moments: variant.moments?.(random.fork("moments")) ?? [],
    handlers: variant.handlers?.(random.fork("handlers")) ?? [],
  };
}

/** Returns the variant that it is with this seed: itself, unless the seed draws parts of it. */
export function drawnVariant(
  scenario: Scenario,
  variant: Variant,
  { seed, guarantees }: { readonly seed: number; readonly guarantees: HistoryGuarantees },
): Variant {
  if (!variant.draw) return variant;
  const random = createRandom(seed).fork(`${scenario.name}/${variant.name}`);
  const { workload, plan, handlers } = variant.draw(random, guarantees);
  const minimums = { ...variant.minimums, faults: plan.length };
  return { ...variant, workload, minimums, plan: () => plan, handlers: () => handlers };
}
