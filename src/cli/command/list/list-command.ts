import { exitCodes } from "../../../errors.ts";
import { wrapText } from "../../../report/text/wrap-text.ts";
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

const columns = 80;
const indent = "  ";

function listText(scenarios: readonly Scenario[], buses: readonly string[]): string {
  const names = scenarios.flatMap(({ variants }) => variants.map(variantText));
  const width = Math.max(...names.map((name) => name.length));
  const margin = " ".repeat(indent.length + width + 2);
  return [
    ...scenarios.flatMap(({ name, summary, variants }) => [
      name,
      ...wrapText(summary, columns - indent.length).map((line) => indent + line),
      ...variants.flatMap((variant) => {
        const [first = "", ...rest] = wrapText(variant.summary, columns - margin.length);
        const start = `${indent}${variantText(variant).padEnd(width)}  ${first}`;
        return [start, ...rest.map((line) => margin + line)];
      }),
      "",
    ]),
    "in (parentheses): only with --thorough; in [brackets]: only by name",
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
