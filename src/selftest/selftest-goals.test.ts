import { expect, test } from "vitest";

import { scenarios } from "../scenarios/index.ts";
import { quickExploration } from "./explore-publishes.ts";
import { collectGoals } from "./selftest-goals.ts";
import { selftestInputs } from "./selftest-inputs.ts";

test("a selftest runs its buses in the order of the scenarios and their variants", () => {
  const variants = scenarios.flatMap((scenario) =>
    scenario.variants.map(({ name }) => `${scenario.name}/${name}`),
  );
  const runs = collectGoals(selftestInputs, 1).expectations.map(({ run }) => run);
  const inOrder = [...variants, quickExploration].flatMap((run) =>
    runs.filter((each) => each === run),
  );
  expect(runs.length).toBeGreaterThan(50);
  expect(runs).toEqual(inOrder);
});
