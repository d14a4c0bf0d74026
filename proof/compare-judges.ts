import { indexHistory } from "../src/history/index-history.ts";
import type { Counts } from "../src/judging/figures/metrics.ts";
import { judge as judgeHistory } from "../src/judging/judge.ts";
import { consultOracle } from "./oracle/consult-oracle.ts";
import type { RecordedRun } from "./recorded/recorded-run.ts";
import { toRecordedRun, type RunScript } from "./run-scripts/run-script.ts";

/** What a run is judged to show: each kind with its verdict and messages, and the verdict over all. */
export type Judge = (run: RecordedRun) => string;

export const realJudge: Judge = (run) => {
  const known = judgedBefore.get(run);
  if (known !== undefined) return known;
  const { verdict, findings } = judgementOf(run);
  const judged = text(verdict, findings);
  judgedBefore.set(run, judged);
  return judged;
};

const judgedBefore = new WeakMap<RecordedRun, string>();

/** With the figures of the report, which a broken checker could be found out by too easily. */
const realJudgeWithCounts: Judge = (run) => {
  const { verdict, findings, metrics } = judgementOf(run);
  return [text(verdict, findings), countsText(metrics.counts)].join("\n");
};

function judgementOf({ header, operations, torn }: RecordedRun) {
  return judgeHistory(indexHistory(header, operations, torn));
}

/** Those that are not zero, by name. */
function countsText(counts: Counts): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some
    .map(([name, count]) => `${name}: ${count}`)
    .toSorted()
    .join(", ");
}

interface Found {
  readonly kind: string;
  readonly verdict: string;
  readonly messages: readonly string[];
}

/** In an order of its own, with the findings of one kind and verdict put together. */
function text(verdict: string, findings: readonly Found[]): string {
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

/** A script with what the oracle makes of it. */
export interface ProofCase {
  readonly script: RunScript;
  readonly run: RecordedRun;
  readonly expected: string;
  /** The figures that a report must show. */
  readonly counts: string;
}

export function proofCaseOf(script: RunScript): ProofCase {
  const run = toRecordedRun(script);
  const { verdict, findings, counts } = consultOracle(run);
  return { script, run, expected: text(verdict, findings), counts: countsText(counts) };
}

export interface Disagreement extends ProofCase {
  readonly judged: string;
}

/** How the checkers' view differs from the oracle's; `undefined` where they agree. */
export function disagreement(proofCase: ProofCase): Disagreement | undefined {
  const judged = realJudgeWithCounts(proofCase.run);
  const expected = `${proofCase.expected}\n${proofCase.counts}`;
  return judged === expected ? undefined : { ...proofCase, judged, expected };
}

/** Histories of one set. */
export interface CaseSample {
  readonly name: string;
  readonly cases: readonly ProofCase[];
}

const fewAtATime = 20;

/** The first sample in which another judge finds something else than the oracle. */
export function sampleThatExposes(
  judge: Judge,
  samples: readonly CaseSample[],
): CaseSample | undefined {
  const longest = Math.max(...samples.map(({ cases }) => cases.length));
  for (let from = 0; from < longest; from += fewAtATime) {
    const found = samples.find(({ cases }) =>
      cases.slice(from, from + fewAtATime).some(({ run, expected }) => judge(run) !== expected),
    );
    if (found) return found;
  }
  return undefined;
}

export function disagreementText({ script, judged, expected }: Disagreement): string {
  return `${JSON.stringify(script)}\n\njudged:\n${judged}\n\nexpected:\n${expected}`;
}
