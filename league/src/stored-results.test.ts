import { expect, test } from "vitest";

import type { RunReport } from "../../src/report/model/run-report.ts";
import { mergeResults, type StoredResults } from "./stored-results.ts";
import { createResult } from "./testing/league-runs.ts";

function createStored(version: string, results: RunReport["results"]): StoredResults {
  return { version, report: { results } as RunReport };
}

const stored = createStored("1.0.0", [
  createResult({ variant: "reset", seed: 1 }),
  createResult({ variant: "reset", seed: 2 }),
  createResult({ variant: "refuse", seed: 1 }),
]);

test("a variant that was run again replaces its stored runs, and the others stay", () => {
  const fresh = createStored("1.0.0", [createResult({ variant: "reset", seed: 9 })]);
  const merged = mergeResults(stored, fresh).report.results;
  expect(merged.map(({ variant, seed }) => `${variant} ${seed}`)).toEqual(["refuse 1", "reset 9"]);
});

test("a new run replaces only the stored run with its seed if the others are kept", () => {
  const fresh = createStored("1.0.0", [createResult({ variant: "reset", seed: 2, lost: 7 })]);
  const merged = mergeResults(stored, fresh, "other-seeds").report.results;
  expect(merged.map(({ variant, seed, counts }) => `${variant} ${seed} ${counts.lost}`)).toEqual([
    "reset 1 0",
    "refuse 1 0",
    "reset 2 7",
  ]);
});

test("results of another version are dropped", () => {
  const fresh = createStored("1.1.0", [createResult({ variant: "latency", seed: 9 })]);
  expect(mergeResults(stored, fresh)).toBe(fresh);
});

test("the first results of an adapter are kept as they are", () => {
  expect(mergeResults(undefined, stored)).toBe(stored);
});
