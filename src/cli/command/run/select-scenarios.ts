import { UsageError } from "../../../errors.ts";
import type { RunRequest, ScenarioRequest } from "../../../run/plan/run-request.ts";
import type { Scenario, Variant } from "../../../scenarios/scenario.ts";
import { suggestion } from "../../option/suggest.ts";
import type { RunValues } from "./run-options.ts";

type Selection = Pick<RunValues, "scenarios" | "all" | "variants" | "thorough">;

/**
 * Returns the variants that the options name, in the order of the catalogue.
 *
 * @throws UsageError for an unknown name, with the nearest known one.
 */
export function selectScenarios(
  catalogue: readonly Scenario[],
  selection: Selection,
): RunRequest["scenarios"] {
  for (const name of selection.scenarios) requireScenario(catalogue, name);
  const wanted = catalogue.filter(
    ({ name }) => selection.all || selection.scenarios.includes(name),
  );
  for (const name of selection.variants) requireVariant(wanted, name);
  const selected = wanted.map((scenario) => selectVariants(scenario, selection));
  return selection.all ? selected.filter(({ variants }) => variants.length > 0) : selected;
}

function selectVariants(scenario: Scenario, selection: Selection): ScenarioRequest {
  const { variants, thorough, all } = selection;
  if (variants.length === 0) {
    const runs = ({ tier }: Variant): boolean =>
      tier === "quick" || (thorough && tier === "thorough");
    return { scenario, variants: scenario.variants.filter(runs) };
  }
  const named = scenario.variants.filter(({ name }) => variants.includes(name));
  if (named.length === 0 && !all) {
    throw new UsageError(`scenario ${scenario.name} has no variant ${variants.join(" or ")}`, {
      hint: `The scenario has: ${variantNames([scenario]).join(", ")}.`,
    });
  }
  return { scenario, variants: named };
}

function requireScenario(catalogue: readonly Scenario[], name: string): void {
  const names = catalogue.map((scenario) => scenario.name);
  if (names.includes(name)) return;
  throw new UsageError(`unknown scenario "${name}"`, { hint: suggestion(name, names) });
}

function requireVariant(scenarios: readonly Scenario[], name: string): void {
  const names = variantNames(scenarios);
  if (names.includes(name)) return;
  throw new UsageError(`unknown variant "${name}"`, { hint: suggestion(name, names) });
}

function variantNames(scenarios: readonly Scenario[]): string[] {
  const names = scenarios.flatMap(({ variants }) => variants.map(({ name }) => name));
  return [...new Set(names)];
}
