import { judge as judgeByCheckers } from "../../src/checkers/judge.ts";
import { indexHistory } from "../../src/history/index-history.ts";
import { consultOracle } from "./oracle.ts";
import type { RecordedRun } from "./recorded-run.ts";
import { enact, type Story } from "./story.ts";

/** What a run is judged to show: each kind with its verdict and messages, and the verdict over all. */
export type Judge = (run: RecordedRun) => string;

export const byCheckers: Judge = (run) => {
  const { header, operations, torn } = run;
  const { verdict, findings } = judgeByCheckers(indexHistory(header, operations, torn));
  return text(verdict, findings);
};

const byOracle: Judge = (run) => {
  const { verdict, findings } = consultOracle(run);
  return text(verdict, findings);
};

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

/** A story with what the oracle makes of it. */
export interface Trial {
  readonly story: Story;
  readonly run: RecordedRun;
  readonly expected: string;
}

export function trialOf(story: Story): Trial {
  const run = enact(story);
  return { story, run, expected: byOracle(run) };
}

export interface Disagreement extends Trial {
  readonly judged: string;
}

/** How a judge's view differs from the oracle's; `undefined` where they agree. */
export function disagreement(trial: Trial, judge: Judge = byCheckers): Disagreement | undefined {
  const judged = judge(trial.run);
  return judged === trial.expected ? undefined : { ...trial, judged };
}

export function disagreementText({ story, judged, expected }: Disagreement): string {
  return `${JSON.stringify(story)}\n\njudged:\n${judged}\n\nexpected:\n${expected}`;
}
