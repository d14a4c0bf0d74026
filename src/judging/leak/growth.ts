import { fitSlope, type Slope } from "./slope.ts";

/** The figures of one census by name. */
export type CensusValues = Readonly<Record<string, number>>;

/**
 * A round of 100 subscriptions may add 32 KiB to the heap, about 330 bytes for each, because the
 * heap is not quite steady after the warm-up either. A heap that certainly grows faster is a leak.
 */
export const heapAllowanceBytes = 32 * 1024;

/** A count that grows in 3 rounds, each time above the round before, does not do so by chance. */
const growingRounds = 3;

const heapPrefix = "heap.";
export const heapName = `${heapPrefix}usedBytes`;
export const keysPrefix = "keys.";

/** Returns whether the census counts a resource by this name, and not the heap or keys. */
export function isCount(name: string): boolean {
  return !name.startsWith(heapPrefix) && !name.startsWith(keysPrefix);
}

/** Returns whether a count grew over the rounds of a series. The first round is the baseline. */
export function hasGrown(values: readonly number[]): boolean {
  return isAboveBaseline(values) || keepsGrowing(values);
}

/** A leak stays, so a count that is too high in the last round only, such as a late timer, is no leak. */
function isAboveBaseline([baseline = 0, ...after]: readonly number[]): boolean {
  return after.length > 0 && after.slice(-2).every((value) => value > baseline);
}

/** Finds growth below the baseline too: the baseline may count something that went away later. */
function keepsGrowing(values: readonly number[]): boolean {
  const after = values.slice(1);
  return (
    after.length >= growingRounds &&
    after.every((value, at) => at === 0 || value > (after[at - 1] ?? Infinity))
  );
}

/** Returns the slope of a heap that certainly grows by more than the allowance in each round. */
export function heapGrowthOf(values: readonly number[]): Slope | undefined {
  const slope = fitSlope(values.map((value, round) => [round, value]));
  return slope && slope.lower > heapAllowanceBytes ? slope : undefined;
}

/** With a baseline, 4 rounds that each add to a count are certain, because one filled pool cannot do that. */
const certainCensuses = 5;

/**
 * Returns whether the rounds of a second series until now already confirm a leak: a count that grew in the first
 * series grew in each of them. If only the heap grew, more rounds make its slope more certain.
 */
export function isConfirmed(
  first: readonly CensusValues[],
  second: readonly CensusValues[],
): boolean {
  if (second.length < certainCensuses) return false;
  const growsAlways = (values: readonly number[]): boolean =>
    values.every((value, at) => at === 0 || value > (values[at - 1] ?? Infinity));
  return countsOf(first).some(
    (name) => hasGrown(valuesOf(first, name)) && growsAlways(valuesOf(second, name)),
  );
}

/** Returns whether a count or the heap grew, so that a second series has to confirm or refute it. */
export function needsConfirmation(rounds: readonly CensusValues[]): boolean {
  return (
    countsOf(rounds).some((name) => hasGrown(valuesOf(rounds, name))) ||
    heapGrowthOf(valuesOf(rounds, heapName)) !== undefined
  );
}

function countsOf([baseline = {}]: readonly CensusValues[]): readonly string[] {
  return Object.keys(baseline).filter(isCount);
}

function valuesOf(rounds: readonly CensusValues[], name: string): readonly number[] {
  return rounds.map((each) => each[name] ?? 0);
}
