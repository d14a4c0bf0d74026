import { describe, expect, test } from "vitest";

import { scenarios } from "../scenarios/index.ts";
import { plantedBuses } from "../zoo/index.ts";
import { scenarioOf } from "./expectation.ts";
import { planSelftest } from "./plan-selftest.ts";
import { scopeOf, type SelftestMode } from "./scope.ts";
import { catalogue, stock } from "./selftest.ts";

function plan(mode: SelftestMode, only?: string) {
  const { planted, clean } = planSelftest(scopeOf(mode, catalogue, only), stock, 7);
  const named = planted.map(({ bus, run }) => `${bus.name} ${run}`);
  return { planted, clean, named };
}

describe("a standard selftest", () => {
  const { planted, clean, named } = plan("standard");

  test("runs everything that is expected, each run once", () => {
    const { expectations, vacuous } = catalogue;
    const wanted = [...expectations, ...vacuous].map(({ bus, run }) => `${bus} ${run}`);
    expect(named).toEqual(expect.arrayContaining(wanted));
    expect(new Set(named).size).toBe(named.length);
  });

  test.for(catalogue.witnesses)("puts $bus through every scenario", ({ bus }) => {
    const tried = planted.filter((each) => each.bus.name === bus).map(scenarioOf);
    expect([...new Set(tried)].toSorted()).toEqual(catalogue.scenarios.toSorted());
  });

  test("runs correct buses 60 times with one seed after the other", () => {
    expect(clean).toHaveLength(60);
    expect(new Set(clean.map(({ bus, run, seed }) => `${bus.name} ${run} ${seed}`)).size).toBe(60);
    expect([...new Set(clean.map(({ seed }) => seed))].slice(0, 2)).toEqual([7, 8]);
  });
});

test("a canary has one bus for each scenario and nothing else", () => {
  const { planted, clean } = plan("canary");
  expect(planted.map(scenarioOf).toSorted()).toEqual(catalogue.scenarios.toSorted());
  expect(clean).toEqual([]);
});

test("a full selftest puts every bus through every quick variant", () => {
  const { named } = plan("full");
  const quick = scenarios.flatMap(({ variants }) =>
    variants.filter(({ tier }) => tier === "quick"),
  );
  expect(named.length).toBeGreaterThan(plantedBuses.length * (quick.length + 1));
});

test("a selftest of one bus runs that bus alone", () => {
  const { planted, clean } = plan("standard", "cuts-payloads");
  expect(new Set(planted.map(({ bus }) => bus.name))).toEqual(new Set(["cuts-payloads"]));
  expect(clean).toEqual([]);
});

test("an expectation of what does not exist is an error of the harness", () => {
  const scope = scopeOf("standard", catalogue);
  const [first] = catalogue.expectations;
  const changed = (changes: object) => ({ ...scope, expectations: [{ ...first!, ...changes }] });
  expect(() => planSelftest(changed({ bus: "nobody" }), stock, 1)).toThrow("not in the zoo");
  expect(() => planSelftest(changed({ run: "restart/never" }), stock, 1)).toThrow("restart/never");
});
