import { exitCodes } from "../../../errors.ts";
import { alignColumns } from "../../../report/text/table.ts";
import type { Scenario, Variant } from "../../../scenarios/scenario.ts";
import type { ValuesOf } from "../../option/option.ts";
import type { jsonOption } from "../../option/shared-options.ts";
import type { Output } from "../../process/output.ts";
import { loadBusNames, loadScenarios } from "../catalogue.ts";

/** Prints the scenarios with their variants, and the registered buses. */
export async function listCommand(
  { json }: ValuesOf<typeof jsonOption>,
  output: Output,
): Promise<number> {
  const [scenarios, buses] = await Promise.all([loadScenarios(), loadBusNames()]);
  output.data(json ? { scenarios: scenarios.map(describe), buses } : listText(scenarios, buses));
  return exitCodes.pass;
}

function describe({ name, summary, variants }: Scenario) {
  return {
    name,
    summary,
    variants: variants.map((variant) => ({
      name: variant.name,
      summary: variant.summary,
      tier: variant.tier,
    })),
  };
}

function listText(scenarios: readonly Scenario[], buses: readonly string[]): string {
  const rows = scenarios.map(({ name, summary, variants }) => [
    name,
    summary,
    variants.map(variantText).join(" "),
  ]);
  return [
    ...alignColumns([["scenario", "what happens", "variants"], ...rows]),
    "",
    "in (parentheses): only with --thorough; in [brackets]: only by name with --variant",
    `buses: ${buses.join(", ")}, or the path of a module`,
  ].join("\n");
}

const tierBrackets: Record<Variant["tier"], readonly [string, string]> = {
  quick: ["", ""],
  thorough: ["(", ")"],
  named: ["[", "]"],
};

function variantText({ name, tier }: Variant): string {
  const [open, close] = tierBrackets[tier];
  return `${open}${name}${close}`;
}
