import { expect, test } from "vitest";

import { parametersOf } from "./run-adapter.ts";

const run = { adapter: "x.ts", variants: ["reset"], repeat: 2, seed: 3, out: "reports/x" };
const options = ["--bus", "x.ts", "--out", "reports/x", "--repeat", "2", "--seed", "3"];
const load = { scenarios: ["restart", "partition"], messagesPerSecond: 25, because: "it is slow" };

test("a scenario without a reduced load runs at its own rate", () => {
  const usual = ["run", "--scenario", "leak", "--variant", "reset", ...options];
  expect(parametersOf({ ...run, scenario: "leak", load: undefined })).toEqual(usual);
  expect(parametersOf({ ...run, scenario: "leak", load })).toEqual(usual);
});

test("a scenario with a reduced load runs at the rate of the entry", () => {
  const reduced = [
    "run",
    "--scenario",
    "restart",
    "--variant",
    "reset",
    ...options,
    "--rate",
    "25",
  ];
  expect(parametersOf({ ...run, scenario: "restart", load })).toEqual(reduced);
});
