import { expect, test } from "vitest";

import { UsageError } from "../../errors.ts";
import type { Scenario, Variant } from "../../scenarios/scenario.ts";
import { selectScenarios, type ScenarioSelection } from "./select-scenarios.ts";

function variant(name: string, tier: Variant["tier"]): Variant {
  return {
    name,
    summary: name,
    tier,
    workload: {
      publishers: 1,
      groups: 1,
      ratePerSecond: 1,
      payloadBytes: 1,
      steadyMs: 1,
      from: "new",
    },
    persistence: "off",
    plan: () => [],
    checkers: [],
    minimums: { acknowledged: 1, faults: 0 },
  };
}

const catalogue: readonly Scenario[] = [
  {
    name: "restart",
    summary: "",
    variants: [variant("short", "quick"), variant("long", "thorough"), variant("endless", "named")],
  },
  { name: "leak", summary: "", variants: [variant("calm", "quick")] },
];
const nothing: ScenarioSelection = { scenarios: [], all: false, variants: [], thorough: false };

function chosen(selection: Partial<ScenarioSelection>): string[] {
  return selectScenarios(catalogue, { ...nothing, ...selection }).flatMap(
    ({ scenario, variants }) => variants.map(({ name }) => `${scenario.name}/${name}`),
  );
}

test("selectScenarios selects the quick variants of a scenario, and others if asked", () => {
  expect(chosen({ scenarios: ["restart"] })).toEqual(["restart/short"]);
  expect(chosen({ scenarios: ["restart"], thorough: true })).toEqual([
    "restart/short",
    "restart/long",
  ]);
  expect(chosen({ scenarios: ["restart"], variants: ["endless"] })).toEqual(["restart/endless"]);
});

test("selectScenarios keeps the order of the catalogue, whatever the order of the names", () => {
  expect(chosen({ all: true })).toEqual(["restart/short", "leak/calm"]);
  expect(chosen({ scenarios: ["leak", "restart"] })).toEqual(["restart/short", "leak/calm"]);
});

test("selectScenarios selects with --all the scenarios that have the variant", () => {
  expect(chosen({ all: true, variants: ["calm"] })).toEqual(["leak/calm"]);
});

test("selectScenarios takes a name such as restart/endless for that variant alone", () => {
  expect(chosen({ scenarios: ["restart/endless"] })).toEqual(["restart/endless"]);
  expect(chosen({ scenarios: ["restart/endless", "leak"] })).toEqual([
    "restart/endless",
    "leak/calm",
  ]);
  expect(chosen({ scenarios: ["restart/endless", "restart"] })).toEqual([
    "restart/short",
    "restart/endless",
  ]);
});

test.each<[Partial<ScenarioSelection>, string]>([
  [{ scenarios: ["restrt"] }, "Did you mean restart?"],
  [{ scenarios: ["restrt/short"] }, "Did you mean restart?"],
  [{ scenarios: ["restart/shrt"] }, "Did you mean short?"],
  [{ scenarios: ["restart,leak"] }, "Separate names by spaces: restart leak."],
  [
    { scenarios: ["restart/short"], variants: ["long"] },
    "Every scenario is named with its variant already. Leave out --variant.",
  ],
  [{ scenarios: ["restart"], variants: ["shrt"] }, "Did you mean short?"],
  [{ scenarios: ["restart", "leak"], variants: ["short"] }, "The scenario has: calm."],
])("selectScenarios refuses %j and suggests: %s", (selection, hint) => {
  let thrown: unknown;
  try {
    chosen(selection);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(UsageError);
  expect(thrown).toMatchObject({ hint });
});
