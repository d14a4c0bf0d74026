import type { IndexedHistory } from "../../history/indexed-history.ts";
import { censusSample, confirmingCensusSample } from "../../history/sample-names.ts";
import { counted, listed } from "../../wording.ts";
import { createFinding, noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import {
  hasGrown,
  heapAllowanceBytes,
  heapGrowthOf,
  heapName,
  isCount,
  keysPrefix,
  type CensusValues,
} from "./growth.ts";
import { leakHints } from "./leak-hints.ts";

/** A slope through fewer than 5 rounds is too uncertain to tell a leak from noise: `no-evidence`. */
const heapRoundsNeeded = 5;

/**
 * At least 2 rounds without messages must each leave keys behind. A single one may show a key that an
 * earlier message left late, so it decides nothing.
 */
const quietRoundsNeeded = 2;

/** The figures of one series of the census, one for each round; the first round is the baseline. */
interface CensusSeries {
  readonly names: readonly string[];
  readonly values: ReadonlyMap<string, readonly number[]>;
  /** The indexes of the operations that recorded the rounds. */
  readonly operations: readonly number[];
}

/** The first series, and the second one that the scenario added because something grew in the first. */
interface LeakSeries {
  readonly first: CensusSeries;
  readonly second: CensusSeries | undefined;
}

/**
 * Reports connections, timers, keys and the like that a bus leaves behind when it closes subscriptions,
 * and a heap that grows with every round of them.
 *
 *     round 0  3 connections (the baseline)
 *     round 1  100 subscriptions are opened, used and closed: 4 connections are left
 *     round 2  the same again: 5 connections are left
 *     → leak/resources-left-over, fail
 *
 * If the history has a second series, a count or the heap must have grown in both. A pool that fills up, or
 * a cache with a bound, grows in the first series only.
 */
export const judgeLeaks: Rule = (history) => {
  const first = seriesOf(history, censusSample);
  if (first.operations.length < 2) {
    const reason = "no census after the baseline, so a leak would not show";
    return [noEvidence("no-evidence/no-census", reason)];
  }
  const again = seriesOf(history, confirmingCensusSample);
  const second = again.operations.length === 0 ? undefined : again;
  const gaps = [first, ...(second ? [second] : [])].flatMap(gapsOf);
  if (gaps.length > 0) {
    const reason = `the census has gaps: ${listed(gaps)}`;
    return [noEvidence("no-evidence/census-incomplete", reason)];
  }
  const both = { first, second };
  return [
    ...resourcesLeftOver(both),
    ...keysLeftOver(first, history),
    ...heapGrowth(both),
    ...unconfirmed(both),
  ];
};

/** Puts the rounds in order. Several samples of one round are parts of the same census. */
function seriesOf({ samples }: IndexedHistory, wanted: string): CensusSeries {
  const rounds = new Map<number, { readonly index: number; readonly values: CensusValues }>();
  for (const { sample, round, values, index } of samples) {
    if (sample !== wanted || round === undefined) continue;
    rounds.set(round, { index, values: { ...rounds.get(round)?.values, ...values } });
  }
  const inOrder = [...rounds].toSorted(([left], [right]) => left - right).map(([, each]) => each);
  const names = [...new Set(inOrder.flatMap(({ values }) => Object.keys(values)))];
  return {
    names: Object.keys(inOrder[0]?.values ?? {}),
    values: new Map(names.map((name) => [name, valuesOf(inOrder, name)])),
    operations: inOrder.map(({ index }) => index),
  };
}

/** Returns the figures that were counted, so fewer than rounds if a round lacks it. */
function valuesOf(
  rounds: readonly { readonly values: CensusValues }[],
  name: string,
): readonly number[] {
  return rounds.flatMap(({ values }) => values[name] ?? []);
}

function gapsOf({ names, values, operations }: CensusSeries): readonly string[] {
  if (names.length === 0) return ["it is empty"];
  return names.filter((name) => values.get(name)?.length !== operations.length);
}

function resourcesLeftOver(series: LeakSeries): readonly Finding[] {
  const { first } = series;
  const counts = first.names.filter(isCount);
  if (counts.length === 0) {
    const reason = "the census counted nothing but the heap";
    return [noEvidence("no-evidence/census-incomplete", reason, first.operations)];
  }
  const leaked = counts.filter((name) => isEverySeries(series, name, hasGrown));
  if (leaked.length === 0) return [];
  const figures = leaked.map((name) => `${name} ${figuresText(series, name)}`);
  return [
    createFinding("leak/resources-left-over", {
      verdict: "fail",
      summary: `left over after the subscriptions were closed: ${listed(figures)}`,
      ...hintFor(leaked),
      operations: operationsOf(series),
    }),
  ];
}

/** Returns the hint for the first of these resources that has one. */
function hintFor(names: readonly string[]): { readonly advice?: string } {
  const advice = names.flatMap((name) => leakHints[name] ?? [])[0];
  return advice === undefined ? {} : { advice };
}

type Test = (values: readonly number[]) => boolean;

/** A second series with too few rounds decides nothing, so it does not confirm. */
function isEverySeries({ first, second }: LeakSeries, name: string, isSo: Test): boolean {
  if (!isSo(first.values.get(name) ?? [])) return false;
  if (!second) return true;
  const values = second.values.get(name) ?? [];
  return values.length >= heapRoundsNeeded && isSo(values);
}

function figuresText({ first, second }: LeakSeries, name: string): string {
  const shown = [first, second].map((each) => each?.values.get(name)?.join(" → "));
  return shown.filter((text) => text !== undefined).join(", and then ");
}

function operationsOf({ first, second }: LeakSeries): readonly number[] {
  return [...first.operations, ...(second?.operations ?? [])];
}

/** Reports growth in the first series that a second series was to confirm, and was too short for. */
function unconfirmed({ first, second }: LeakSeries): readonly Finding[] {
  if (!second || second.operations.length >= heapRoundsNeeded) return [];
  const rounds = counted(second.operations.length, "round");
  const reason = `something grew, but the second series ended after ${rounds}, ${heapRoundsNeeded} are needed`;
  return [noEvidence("no-evidence/census-incomplete", reason, first.operations)];
}

/**
 * Looks only at rounds in which nothing was published. A bus may keep a key for each message, but keys
 * that grow without messages grow with the subscriptions.
 */
function keysLeftOver(series: CensusSeries, { messages }: IndexedHistory): readonly Finding[] {
  const { operations } = series;
  const values = series.values.get(`${keysPrefix}lasting`);
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
function heapGrowth(series: LeakSeries): readonly Finding[] {
  const { first, second } = series;
  const values = first.values.get(heapName);
  if (!values || values.length < heapRoundsNeeded) {
    const rounds = values?.length ?? 0;
    const reason = `the heap was measured in ${counted(rounds, "round")}, ${heapRoundsNeeded} are needed`;
    return [noEvidence("no-evidence/census-incomplete", reason)];
  }
  const isGrowing: Test = (each) => heapGrowthOf(each) !== undefined;
  if (!isEverySeries(series, heapName, isGrowing)) return [];
  const slope = heapGrowthOf(second?.values.get(heapName) ?? values);
  if (!slope) return [];
  const confirmed = second ? "; a second series confirms it" : "";
  return [
    createFinding("leak/heap-growth", {
      verdict: "fail",
      summary: `the heap grows by ${inKiB(slope.perStep)} in each round, at least by ${inKiB(slope.lower)} with 95 % confidence; ${inKiB(heapAllowanceBytes)} are allowed${confirmed}`,
      operations: operationsOf(series),
    }),
  ];
}

function inKiB(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`;
}
