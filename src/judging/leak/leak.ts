import type { IndexedHistory } from "../../history/indexed-history.ts";
import { censusSample } from "../../history/sample-names.ts";
import { counted, listed } from "../../wording.ts";
import { createFinding, noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { fitSlope } from "./slope.ts";

/** What a round of 100 subscriptions may leave on the heap for good. */
const heapAllowanceBytes = 32 * 1024;
const heapRoundsNeeded = 5;
const heapPrefix = "heap.";
const keysPrefix = "keys.";
/** Rounds without a message; one alone may show what an earlier message left late. */
const quietRoundsNeeded = 2;
/** So many rounds of growth, each above the one before, are no coincidence. */
const growingRounds = 3;

type Series = ReadonlyMap<string, readonly number[]>;

/** Whether everything that subscriptions opened was gone again after each round of them. */
export const judgeLeaks: Rule = (history) => {
  const rounds = censusRounds(history);
  if (rounds.length < 2)
    return [
      noEvidence("no-evidence/census", "no census after the baseline, so no leak can be seen"),
    ];
  const names = Object.keys(rounds[0]?.values ?? {});
  const incomplete = names.filter((name) => rounds.some(({ values }) => !(name in values)));
  if (names.length === 0 || incomplete.length > 0) {
    return [
      noEvidence(
        "no-evidence/census",
        `the census has gaps: ${listed(incomplete) || "it is empty"}`,
      ),
    ];
  }
  const series: Series = new Map(
    names.map((name) => [name, rounds.map(({ values }) => values[name] ?? 0)]),
  );
  const operations = rounds.map(({ index }) => index);
  return [
    ...leakedCounts(series, operations),
    ...leakedKeys(series, operations, history),
    ...leakedHeap(series, operations),
  ];
};

interface Round {
  readonly index: number;
  readonly round: number;
  readonly values: Readonly<Record<string, number>>;
}

/** In order; samples of one round are parts of the same census. */
function censusRounds({ samples }: IndexedHistory): readonly Round[] {
  const rounds = new Map<number, Round>();
  for (const { sample, round, values, index } of samples) {
    if (sample !== censusSample || round === undefined) continue;
    rounds.set(round, { index, round, values: { ...rounds.get(round)?.values, ...values } });
  }
  return [...rounds.values()].toSorted((left, right) => left.round - right.round);
}

function leakedCounts(series: Series, operations: readonly number[]): readonly Finding[] {
  const counts = [...series].filter(([name]) => !isSpecial(name));
  if (counts.length === 0)
    return [
      noEvidence("no-evidence/census", "the census counted nothing but the heap", operations),
    ];
  const leaked = counts.filter(([, values]) => isAboveBaseline(values) || keepsGrowing(values));
  if (leaked.length === 0) return [];
  const figures = leaked.map(([name, values]) => `${name} ${values.join(" → ")}`);
  return [
    createFinding("leak/resources-left-over", {
      verdict: "fail",
      summary: `left over after the subscriptions were closed: ${listed(figures)}`,
      operations,
    }),
  ];
}

function isSpecial(name: string): boolean {
  return name.startsWith(heapPrefix) || name.startsWith(keysPrefix);
}

/** What leaked stays, so a timer that only just runs in the last round is none. */
function isAboveBaseline([baseline = 0, ...after]: readonly number[]): boolean {
  return after.slice(-2).every((value) => value > baseline);
}

/** Also below the baseline, which may hold something that went away since. */
function keepsGrowing(values: readonly number[]): boolean {
  const after = values.slice(1);
  return (
    after.length >= growingRounds &&
    after.every((value, at) => at === 0 || value > (after[at - 1] ?? Infinity))
  );
}

/**
 * Many a bus keeps a key for each message, and may. What grows while nothing is published at all grows
 * with the subscriptions.
 */
function leakedKeys(
  series: Series,
  operations: readonly number[],
  { messages }: IndexedHistory,
): readonly Finding[] {
  const values = series.get(`${keysPrefix}lasting`);
  if (!values) return [];
  const published = [...messages.values()].map(({ invokeIndex }) => invokeIndex);
  const left = values.flatMap((value, at) => {
    const [from = Infinity, until = Infinity] = operations.slice(at - 1, at + 1);
    const isQuiet = at > 0 && !published.some((index) => index > from && index < until);
    return isQuiet ? [value - (values[at - 1] ?? value)] : [];
  });
  if (left.length < quietRoundsNeeded || left.some((keys) => keys <= 0)) return [];
  const keys = left.map((each) => counted(each, "key")).join(", then ");
  return [
    createFinding("leak/keys-left-over", {
      verdict: "fail",
      summary: `subscriptions that got no message left ${keys} in Redis, which nothing removes`,
      operations,
    }),
  ];
}

function leakedHeap(series: Series, operations: readonly number[]): readonly Finding[] {
  const values = series.get(`${heapPrefix}usedBytes`);
  if (!values || values.length < heapRoundsNeeded) {
    const rounds = values?.length ?? 0;
    return [
      noEvidence(
        "no-evidence/census",
        `the heap was measured ${rounds} times, ${heapRoundsNeeded} are needed`,
      ),
    ];
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
