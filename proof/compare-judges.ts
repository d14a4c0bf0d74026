import { indexHistory } from "../src/history/index-history.ts";
import type { Counts } from "../src/judging/figures/metrics.ts";
import { judge as judgeHistory } from "../src/judging/judge.ts";
import { consultOracle } from "./oracle/consult-oracle.ts";
import { oncePerRun } from "./recorded/once-per-run.ts";
import type { RecordedRun } from "./recorded/recorded-run.ts";
import { toRecordedRun } from "./run-scripts/record-script.ts";
import type { RunScript } from "./run-scripts/run-script.ts";

/**
 * Judges a run and returns the result as text: the verdict in the first line, then one line for each
 * kind of finding with its verdict and the messages that it names.
 */
export type Judge = (run: RecordedRun) => string;

/** Judges with the rules of src/judging, which the proof is about. */
export const realJudge: Judge = (run) => judgedOnce(run).result;

/** The counts are compared here only: with them, a wrong count alone would expose a broken judge. */
const realJudgeWithCounts: Judge = (run) => {
  const { result, counts } = judgedOnce(run);
  return `${result}\n${counts}`;
};

/** Most broken judges read most histories as they are, so the result for those is kept. */
const judgedOnce = oncePerRun(({ header, operations, torn }: RecordedRun) => {
  const { verdict, findings, metrics } = judgeHistory(indexHistory(header, operations, torn));
  return { result: resultText(verdict, findings), counts: countsText(metrics.counts) };
});

/** Lists the counts that are not zero, sorted by name. */
function countsText(counts: Counts): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some
    .map(([name, count]) => `${name}: ${count}`)
    .toSorted()
    .join(", ");
}

interface JudgedFinding {
  readonly kind: string;
  readonly verdict: string;
  readonly messages: readonly string[];
}

/**
 * Merges the findings of one kind and verdict, and sorts the lines and the messages. The two judges
 * may report the same facts in another order and in another number of findings.
 */
function resultText(verdict: string, findings: readonly JudgedFinding[]): string {
  const messagesOf = new Map<string, Set<string>>();
  for (const each of findings) {
    const name = `${each.kind} ${each.verdict}`;
    const messages = messagesOf.get(name) ?? new Set();
    for (const message of each.messages) messages.add(message);
    messagesOf.set(name, messages);
  }
  const lines = [...messagesOf].map(([name, messages]) =>
    [name, ...[...messages].toSorted()].join(" "),
  );
  return [verdict, ...lines.toSorted()].join("\n");
}

/** A run with the result that the oracle expects. */
export interface ProofCase {
  readonly script: RunScript;
  readonly run: RecordedRun;
  readonly expected: string;
  /** The counts that a report must show, as text. */
  readonly counts: string;
}

export function proofCaseOf(script: RunScript): ProofCase {
  const run = toRecordedRun(script);
  const { verdict, findings, counts } = consultOracle(run);
  return { script, run, expected: resultText(verdict, findings), counts: countsText(counts) };
}

export interface Disagreement extends ProofCase {
  readonly judged: string;
}

/** Returns both results if the real judge and the oracle differ, `undefined` if they agree. */
export function disagreement(proofCase: ProofCase): Disagreement | undefined {
  const judged = realJudgeWithCounts(proofCase.run);
  const expected = `${proofCase.expected}\n${proofCase.counts}`;
  return judged === expected ? undefined : { ...proofCase, judged, expected };
}

/** A sample of the histories of a scope. */
export interface CaseSample {
  readonly name: string;
  readonly cases: readonly ProofCase[];
}

const casesPerTurn = 20;

/** Returns the first sample in which `judge` and the oracle differ. Takes turns between the samples. */
export function sampleThatExposes(
  judge: Judge,
  samples: readonly CaseSample[],
): CaseSample | undefined {
  const longest = Math.max(...samples.map(({ cases }) => cases.length));
  for (let from = 0; from < longest; from += casesPerTurn) {
    const found = samples.find(({ cases }) =>
      cases.slice(from, from + casesPerTurn).some(({ run, expected }) => judge(run) !== expected),
    );
    if (found) return found;
  }
  return undefined;
}

export function disagreementText({ script, judged, expected }: Disagreement): string {
  return `${JSON.stringify(script)}\n\njudged:\n${judged}\n\nexpected:\n${expected}`;
}
