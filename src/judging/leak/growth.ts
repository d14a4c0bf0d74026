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

/** Returns whether a count or the heap grew, so that a second series has to confirm or refute it. */
export function needsConfirmation(rounds: readonly CensusValues[]): boolean {
  const valuesOf = (name: string): readonly number[] => rounds.map((each) => each[name] ?? 0);
  const names = Object.keys(rounds[0] ?? {});
  const counts = names.filter(isCount);
  return (
    counts.some((name) => hasGrown(valuesOf(name))) ||
    heapGrowthOf(valuesOf(heapName)) !== undefined
  );
}
