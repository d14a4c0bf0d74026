import { HarnessError } from "../errors.ts";
import { everyRole } from "../faults/contract/fault-definition.ts";
import { faultRole } from "../faults/fault-kinds.ts";
import { planFor } from "../scenarios/plan-for.ts";
import type { Scenario } from "../scenarios/scenario.ts";

/** Stands in an expected text for the role that the seed picks for the first fault of the plan. */
const placeholder = "{role}";

/**
 * Returns the expected text with the role in place of `{role}`. With seed 1, the plan of
 * `fan-out/one-cut-off` cuts off subscriber-4, so "{role} never got a message" is "subscriber-4 never got a
 * message". A finding about another subscriber then does not count.
 *
 * @throws HarnessError if the text has a placeholder and the plan strikes no single role.
 */
export function nameStruckRole(
  text: string,
  run: string,
  { scenarios, seed }: { readonly scenarios: readonly Scenario[]; readonly seed: number },
): string {
  if (!text.includes(placeholder)) return text;
  const role = struckRole(run, scenarios, seed);
  if (role !== undefined && role !== everyRole) return text.replaceAll(placeholder, role);
  throw new HarnessError(
    `an expectation for ${run} names ${placeholder}, but the first fault of its plan strikes no single role`,
  );
}

function struckRole(run: string, scenarios: readonly Scenario[], seed: number): string | undefined {
  for (const scenario of scenarios) {
    const variant = scenario.variants.find(({ name }) => run === `${scenario.name}/${name}`);
    const step = variant && planFor(scenario, variant, seed).plan[0];
    if (step) return faultRole(step.spec);
  }
  return undefined;
}
