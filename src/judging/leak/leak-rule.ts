import type { IndexedHistory } from "../../history/indexed-history.ts";
import { censusSample } from "../../history/sample-names.ts";
import { counted, listed } from "../../wording.ts";
import { createFinding, noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { leakHints } from "./leak-hints.ts";
import { fitSlope } from "./slope.ts";

/**
 * A round of 100 subscriptions may add 32 KiB to the heap, about 330 bytes for each, because the
 * heap is not quite steady after the warm-up either. A heap that certainly grows faster is a leak.
 */
const heapAllowanceBytes = 32 * 1024;

/** A slope through fewer than 5 rounds is too uncertain to tell a leak from noise: `no-evidence`. */
const heapRoundsNeeded = 5;

/**
 * At least 2 rounds without messages must each leave keys behind. A single one may show a key that an
 * earlier message left late, so it decides nothing.
 */
const quietRoundsNeeded = 2;

/** A count that grows in 3 rounds, each time above the round before, does not do so by chance. */
const growingRounds = 3;

const heapPrefix = "heap.";
const keysPrefix = "keys.";

/** The figures of the census by name, one for each round; the first round is the baseline. */
type CensusSeries = ReadonlyMap<string, readonly number[]>;

/**
 * Reports connections, timers, keys and the like that a bus leaves behind when it closes subscriptions,
 * and a heap that grows with every round of them.
 *
 *     round 0  3 connections (the baseline)
 *     round 1  100 subscriptions are opened, used and closed: 4 connections are left
 *     round 2  the same again: 5 connections are left
 *     → leak/resources-left-over, fail
 */
export const judgeLeaks: Rule = (history) => {
  const rounds = censusRounds(history);
  if (rounds.length < 2) {
    const reason = "no census after the baseline, so a leak would not show";
    return [noEvidence("no-evidence/no-census", reason)];
  }
  const names = Object.keys(rounds[0]?.values ?? {});
  const incomplete = names.filter((name) => rounds.some(({ values }) => !(name in values)));
  if (names.length === 0 || incomplete.length > 0) {
    const gaps = listed(incomplete) || "it is empty";
    return [noEvidence("no-evidence/census-incomplete", `the census has gaps: ${gaps}`)];
  }
  const series: CensusSeries = new Map(
    names.map((name) => [name, rounds.map(({ values }) => values[name] ?? 0)]),
  );
  const operations = rounds.map(({ index }) => index);
  return [
    ...resourcesLeftOver(series, operations),
    ...keysLeftOver(series, operations, history),
    ...heapGrowth(series, operations),
  ];
};

interface CensusRound {
  /** The index of the operation that recorded it. */
  readonly index: number;
  readonly round: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Returns the rounds in order. Several samples of one round are parts of the same census. */
function censusRounds({ samples }: IndexedHistory): readonly CensusRound[] {
  const rounds = new Map<number, CensusRound>();
  for (const { sample, round, values, index } of samples) {
    if (sample !== censusSample || round === undefined) continue;
    rounds.set(round, { index, round, values: { ...rounds.get(round)?.values, ...values } });
  }
  return [...rounds.values()].toSorted((left, right) => left.round - right.round);
}

function resourcesLeftOver(
  series: CensusSeries,
  operations: readonly number[],
): readonly Finding[] {
  const counts = [...series].filter(
    ([name]) => !name.startsWith(heapPrefix) && !name.startsWith(keysPrefix),
  );
  if (counts.length === 0) {
    const reason = "the census counted nothing but the heap";
    return [noEvidence("no-evidence/census-incomplete", reason, operations)];
  }
  const leaked = counts.filter(([, values]) => isAboveBaseline(values) || keepsGrowing(values));
  if (leaked.length === 0) return [];
  const figures = leaked.map(([name, values]) => `${name} ${values.join(" → ")}`);
  return [
    createFinding("leak/resources-left-over", {
      verdict: "fail",
      summary: `left over after the subscriptions were closed: ${listed(figures)}`,
      ...hintFor(leaked.map(([name]) => name)),
      operations,
    }),
  ];
}

/** Returns the hint for the first of these resources that has one. */
function hintFor(names: readonly string[]): { readonly advice?: string } {
  const advice = names.flatMap((name) => leakHints[name] ?? [])[0];
  return advice === undefined ? {} : { advice };
}

/** A leak stays, so a count that is too high in the last round only, such as a late timer, is no leak. */
function isAboveBaseline([baseline = 0, ...after]: readonly number[]): boolean {
  return after.slice(-2).every((value) => value > baseline);
}

/** Finds growth below the baseline too: the baseline may count something that went away later. */
function keepsGrowing(values: readonly number[]): boolean {
  const after = values.slice(1);
  return (
    after.length >= growingRounds &&
    after.every((value, at) => at === 0 || value > (after[at - 1] ?? Infinity))
  );
}

/**
 * Looks only at rounds in which nothing was published. A bus may keep a key for each message, but keys
 * that grow without messages grow with the subscriptions.
 */
function keysLeftOver(
  series: CensusSeries,
  operations: readonly number[],
  { messages }: IndexedHistory,
): readonly Finding[] {
  const values = series.get(`${keysPrefix}lasting`);
  if (!values) return [];
  const published = [...messages.values()].map(({ invokeIndex }) => invokeIndex);
  const added = values.flatMap((value, at) => {
    const [from = Infinity, until = Infinity] = operations.slice(at - 1, at + 1);
    const isQuiet = at > 0 && !published.some((index) => index > from && index < until);
    return isQuiet ? [value - (values[at - 1] ?? value)] : [];
  });
  if (added.length < quietRoundsNeeded || added.some((keys) => keys <= 0)) return [];
  const keys = added.map((each) => counted(each, "key")).join(", then ");
  return [
    createFinding("leak/keys-left-over", {
      verdict: "fail",
      summary: `rounds of subscriptions without any message left ${keys} in Redis, without an expiry`,
      operations,
    }),
  ];
}

/** Fails only if even the lower end of the 95 % confidence interval is above the allowance. */
function heapGrowth(series: CensusSeries, operations: readonly number[]): readonly Finding[] {
  const values = series.get(`${heapPrefix}usedBytes`);
  if (!values || values.length < heapRoundsNeeded) {
    const rounds = values?.length ?? 0;
    const reason = `the heap was measured in ${counted(rounds, "round")}, ${heapRoundsNeeded} are needed`;
    return [noEvidence("no-evidence/census-incomplete", reason)];
  }
  const slope = fitSlope(values.map((value, round) => [round, value]));
  if (!slope || slope.lower <= heapAllowanceBytes) return [];
  return [
    createFinding("leak/heap-growth", {
      verdict: "fail",
      summary: `the heap grows by ${inKiB(slope.perStep)} in each round, at least by ${inKiB(slope.lower)} with 95 % confidence; ${inKiB(heapAllowanceBytes)} are allowed`,
      operations,
    }),
  ];
}

function inKiB(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`;
}
