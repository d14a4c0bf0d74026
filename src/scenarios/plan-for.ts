import type { FaultStep } from "../faults/fault-plan.ts";
import { createRandom } from "../random.ts";
import type { Scenario, Variant } from "./scenario.ts";

/** Returns the concrete faults of a variant for a seed. They are the same on every machine. */
export function planFor(scenario: Scenario, variant: Variant, seed: number): readonly FaultStep[] {
  return variant.plan(createRandom(seed).fork(`${scenario.name}/${variant.name}`));
}
