import { UsageError } from "../../errors.ts";
import type { Scenario, Variant } from "../../scenarios/scenario.ts";
import { suggestion } from "../../suggest.ts";
import type { ScenarioRequest } from "./run-request.ts";

/** The names that the user gave. */
export interface ScenarioSelection {
  /** Names such as `restart`, or `restart/sigterm-1s` for a variant of it alone. */
  readonly scenarios: readonly string[];
  readonly all: boolean;
  /** Names of variants, for scenarios that are named without a variant. */
  readonly variants: readonly string[];
  readonly thorough: boolean;
}

/**
 * Returns the variants that the names select, in the order of the catalogue.
 *
 * @throws UsageError for an unknown name, with the nearest known one.
 */
export function selectScenarios(
  catalogue: readonly Scenario[],
  selection: ScenarioSelection,
): readonly ScenarioRequest[] {
  const named = selection.scenarios.map((text) => findNamed(catalogue, text));
  const whole = catalogue.filter(
    (scenario) =>
      selection.all || named.some((each) => each.scenario === scenario && !each.variant),
  );
  for (const name of selection.variants) requireVariant(whole, name);
  const selected = catalogue.flatMap((scenario) => {
    const alone = named.filter((each) => each.scenario === scenario).map(({ variant }) => variant);
    const together = whole.includes(scenario) ? selectVariants(scenario, selection) : [];
    const variants = scenario.variants.filter(
      (variant) => alone.includes(variant) || together.includes(variant),
    );
    const isNamed = alone.length > 0 || (whole.includes(scenario) && !selection.all);
    return isNamed || variants.length > 0 ? [{ scenario, variants }] : [];
  });
  return selected;
}

interface Named {
  readonly scenario: Scenario;
  readonly variant: Variant | undefined;
}

/** Finds the scenario and the variant of `restart/sigterm-1s`, or the scenario alone of `restart`. */
function findNamed(catalogue: readonly Scenario[], text: string): Named {
  const [name = "", variantName] = text.split(/\/(.*)/su);
  const scenario = catalogue.find((each) => each.name === name);
  if (!scenario) throw unknownScenario(catalogue, name);
  if (variantName === undefined) return { scenario, variant: undefined };
  const variant = scenario.variants.find((each) => each.name === variantName);
  if (variant) return { scenario, variant };
  throw new UsageError(`scenario ${scenario.name} has no variant "${variantName}"`, {
    hint: suggestion(variantName, variantNames([scenario])),
  });
}

function selectVariants(scenario: Scenario, selection: ScenarioSelection): readonly Variant[] {
  const { variants, thorough, all } = selection;
  if (variants.length === 0) {
    const runs = ({ tier }: Variant): boolean =>
      tier === "quick" || (thorough && tier === "thorough");
    const chosen = scenario.variants.filter(runs);
    // A scenario that has no other variants is named for those that run only by name.
    return chosen.length === 0 && !all ? scenario.variants : chosen;
  }
  const named = scenario.variants.filter(({ name }) => variants.includes(name));
  if (named.length === 0 && !all) {
    throw new UsageError(`scenario ${scenario.name} has no variant ${variants.join(" or ")}`, {
      hint: `The scenario has: ${variantNames([scenario]).join(", ")}.`,
    });
  }
  return named;
}

function unknownScenario(catalogue: readonly Scenario[], name: string): UsageError {
  const names = catalogue.map((scenario) => scenario.name);
  const parts = name.split(",").map((part) => part.trim());
  const isList = parts.length > 1 && parts.every((part) => names.includes(part));
  const hint = isList ? `Separate names by spaces: ${parts.join(" ")}.` : suggestion(name, names);
  return new UsageError(`unknown scenario "${name}"`, { hint });
}

function requireVariant(scenarios: readonly Scenario[], name: string): void {
  const names = variantNames(scenarios);
  if (names.includes(name)) return;
  const hint =
    scenarios.length === 0
      ? "Every scenario is named with its variant already. Leave out --variant."
      : suggestion(name, names);
  throw new UsageError(`unknown variant "${name}"`, { hint });
}

function variantNames(scenarios: readonly Scenario[]): string[] {
  const names = scenarios.flatMap(({ variants }) => variants.map(({ name }) => name));
  return [...new Set(names)];
}
