import type { FaultStep } from "../faults/fault-plan.ts";
import { createRandom } from "../random.ts";
import type { Scenario, Variant } from "./scenario.ts";

/** The concrete faults of a variant for a seed: the same on every machine, before anything runs. */
export function planFor(scenario: Scenario, variant: Variant, seed: number): readonly FaultStep[] {
  return variant.plan(createRandom(seed).fork(`${scenario.name}/${variant.name}`));
}
