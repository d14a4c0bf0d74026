import { describe, expect, test } from "vitest";

import { disagreement, disagreementText, foundOutBy, trialOf, type Trial } from "./agreement.ts";
import { brokenCheckers } from "./broken-checkers.ts";
import { everyScope } from "./scopes/every-scope.ts";
import { sampleOf, type Scope } from "./scopes/scope.ts";

/** Of each scope, which `npm run prove` goes through as a whole. Mutation testing takes fewer. */
const sampleSize = Number(process.env["BUS_CHAOS_PROOF_SAMPLE"] ?? 500);

const samples = new Map<Scope, readonly Trial[]>();
const trialsOf = (scope: Scope): readonly Trial[] => {
  const trials = samples.get(scope) ?? [...sampleOf(scope, sampleSize)].map(trialOf);
  samples.set(scope, trials);
  return trials;
};
const smallestFirst = everyScope.toSorted((left, right) => left.size - right.size);
const limitMs = 30_000;

describe("the checkers find what the oracle finds", () => {
  const scopes = everyScope.map((scope) => [scope.name, scope] as const);
  test.each(scopes)("in %s", { timeout: limitMs }, (_name, scope) => {
    const trials = trialsOf(scope);
    const found = trials.flatMap((trial) => disagreement(trial) ?? []);
    expect(found.slice(0, 1).map(disagreementText)).toEqual([]);
    expect(trials.length).toBeGreaterThan(0.9 * Math.min(scope.size, sampleSize));
  });
});

describe("the proof can fail: it finds a checker out that", () => {
  test.each(Object.entries(brokenCheckers))("%s", { timeout: limitMs }, (_name, judge) => {
    const sets = smallestFirst.map((scope) => ({ name: scope.name, trials: trialsOf(scope) }));
    expect(foundOutBy(judge, sets)).toBeDefined();
  });
});
