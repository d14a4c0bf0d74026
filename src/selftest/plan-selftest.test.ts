import { describe, expect, test } from "vitest";

import { scenarios } from "../scenarios/index.ts";
import { plantedBugs } from "../zoo/index.ts";
import { scenarioOf } from "./expectation.ts";
import { planSelftest } from "./plan-selftest.ts";
import { collectGoals, goalsOf, type SelftestMode } from "./selftest-goals.ts";
import { selftestInputs } from "./selftest-inputs.ts";

const all = collectGoals(selftestInputs, 1);

function plan(mode: SelftestMode, only?: string) {
  const { planted, correct } = planSelftest(goalsOf(mode, all, only), selftestInputs, 7);
  const named = planted.map(({ bus, run }) => `${bus.name} ${run}`);
  return { planted, correct, named };
}

describe("a standard selftest", () => {
  const { planted, correct, named } = plan("standard");

  test("a standard selftest plans every expected run once", () => {
    const wanted = [...all.expectations, ...all.noEvidence].map(({ bus, run }) => `${bus} ${run}`);
    expect(named).toEqual(expect.arrayContaining(wanted));
    expect(new Set(named).size).toBe(named.length);
  });

  test.for(all.scenarioProofs)(
    "a standard selftest runs $bus, which only $scenario finds, in every scenario",
    ({ bus }) => {
      const tried = planted.filter((each) => each.bus.name === bus).map(scenarioOf);
      expect([...new Set(tried)].toSorted()).toEqual(all.scenarios.toSorted());
    },
  );

  test("a standard selftest plans 80 different runs of correct buses, seed by seed", () => {
    const runs = correct.map(({ bus, run, seed }) => `${bus.name} ${run} ${seed}`);
    expect(runs).toHaveLength(80);
    expect(new Set(runs).size).toBe(80);
    const seeds = correct.map(({ seed }) => seed);
    expect(new Set(seeds)).toEqual(new Set([7, 8]));
    expect(seeds).toEqual(seeds.toSorted((one, other) => one - other));
  });

  test("a standard selftest runs each correct bus through every quick variant that applies to it", () => {
    const more = { ...goalsOf("standard", all), correctRuns: 1000 };
    const firstOf = (runs: typeof correct): readonly string[] =>
      runs.filter(({ seed }) => seed === 7).map(({ bus, run }) => `${bus.name} ${run}`);
    expect(firstOf(correct)).toEqual(firstOf(planSelftest(more, selftestInputs, 7).correct));
  });
});

test("a canary selftest plans one bug for each scenario and no correct bus", () => {
  const { planted, correct } = plan("canary");
  expect(planted.map(scenarioOf).toSorted()).toEqual(all.scenarios.toSorted());
  expect(correct).toEqual([]);
});

test("a full selftest plans every bug in every quick variant", () => {
  const { named } = plan("full");
  const quick = scenarios.flatMap(({ variants }) =>
    variants.filter(({ tier }) => tier === "quick"),
  );
  expect(named.length).toBeGreaterThan(plantedBugs.length * (quick.length + 1));
});

test("a selftest with --only plans runs of that bus alone", () => {
  const { planted, correct } = plan("standard", "cuts-payloads");
  expect(new Set(planted.map(({ bus }) => bus.name))).toEqual(new Set(["cuts-payloads"]));
  expect(correct).toEqual([]);
});

test("an expectation with a bus or a run that does not exist is an error of the harness", () => {
  const goals = goalsOf("standard", all);
  const [first] = all.expectations;
  const changed = (changes: object) => ({ ...goals, expectations: [{ ...first!, ...changes }] });
  const planChanged = (changes: object) => () => planSelftest(changed(changes), selftestInputs, 1);
  expect(planChanged({ bus: "nothing-like-it" })).toThrow("not in the zoo");
  expect(planChanged({ run: "restart/never" })).toThrow("restart/never");
  expect(planChanged({ run: "explore/never" })).toThrow("explore/never");
});
