import { describe, expect, test } from "vitest";

import { brokenJudges } from "./broken-judges/broken-judges.ts";
import {
  disagreement,
  disagreementText,
  sampleThatExposes,
  proofCaseOf,
  type ProofCase,
} from "./compare-judges.ts";
import { everyScope } from "./scopes/every-scope.ts";
import { sampleOf, type ProofScope } from "./scopes/proof-scope.ts";

/** Histories per scope. `npm run prove` takes all of them, mutation testing takes fewer. */
const sampleSize = Number(process.env["BUS_CHAOS_PROOF_SAMPLE"] ?? 500);

const samples = new Map<ProofScope, readonly ProofCase[]>();
const casesOf = (scope: ProofScope): readonly ProofCase[] => {
  const cases = samples.get(scope) ?? [...sampleOf(scope, sampleSize)].map(proofCaseOf);
  samples.set(scope, cases);
  return cases;
};
const smallestFirst = everyScope.toSorted((left, right) => left.size - right.size);
/** On a machine whose cores are busy the largest scope takes half a minute. */
const limitMs = 30_000;

describe("the judge and the oracle", () => {
  const scopes = everyScope.map((scope) => [scope.name, scope] as const);
  test.each(scopes)("agree on %s", { timeout: limitMs }, (_name, scope) => {
    const cases = casesOf(scope);
    const found = cases.flatMap((proofCase) => disagreement(proofCase) ?? []);
    expect(found.slice(0, 1).map(disagreementText)).toEqual([]);
    expect(cases.length).toBeGreaterThan(0.9 * Math.min(scope.size, sampleSize));
  });
});

describe("the proof can fail", () => {
  test.each(Object.entries(brokenJudges))(
    "the sampled histories expose a judge that %s",
    { timeout: limitMs },
    (_name, judge) => {
      const sets = smallestFirst.map((scope) => ({ name: scope.name, cases: casesOf(scope) }));
      expect(sampleThatExposes(judge, sets)).toBeDefined();
    },
  );
});
