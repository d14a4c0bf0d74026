import { errorText } from "../errors.ts";
import type { IndexedHistory } from "../history/indexed-history.ts";
import { measure } from "./figures/measure.ts";
import type { Metrics } from "./figures/metrics.ts";
import { noMetrics } from "./figures/no-metrics.ts";
import { noEvidence } from "./finding/create-finding.ts";
import type { Finding } from "./finding/finding.ts";
import type { NamedRule, RuleSet } from "./finding/rule.ts";

interface RunResult {
  readonly found: readonly Finding[];
  /** A finding for each rule that threw. */
  readonly broken: readonly Finding[];
}

/** Runs every rule that judges this history. A rule that throws does not hide the findings of the others. */
export function runRules(history: IndexedHistory, available: readonly RuleSet[]): RunResult {
  const named = new Set(history.header.checkers);
  const judging = available.filter(({ name, judges }) => judges === "every run" || named.has(name));
  const runs = judging.map(({ rules }) => runSet(rules, history));
  return {
    found: runs.flatMap(({ found }) => found),
    broken: runs.flatMap(({ broken }) => broken),
  };
}

function runSet(rules: readonly NamedRule[], history: IndexedHistory): RunResult {
  const found: Finding[] = [];
  const broken: Finding[] = [];
  for (const { folder, claim, judge } of rules) {
    try {
      found.push(...judge(history, found));
    } catch (error) {
      const text = `the rule ${folder} (${claim}) failed: ${errorText(error)}`;
      broken.push(noEvidence("no-evidence/rule-failed", text));
    }
  }
  return { found, broken };
}

/** Reports the rule sets that the header of a history asks for and that this release does not have. */
export function missingRules(
  { header }: IndexedHistory,
  available: readonly RuleSet[],
): readonly Finding[] {
  const known = new Set(available.map(({ name }) => name));
  return header.checkers
    .filter((name) => !known.has(name))
    .map((name) => noEvidence("no-evidence/rule-missing", `there is no rule named ${name}`));
}

/** Reports a history that must not pass whatever the rules see in it: it is empty, or was cut off. */
export function unfitHistory({ operationCount, torn }: IndexedHistory): readonly Finding[] {
  if (operationCount === 0)
    return [noEvidence("no-evidence/empty-history", "the history is empty")];
  if (!torn) return [];
  const text = "the history is cut off: the harness was stopped during the run";
  return [noEvidence("no-evidence/history-cut-off", text)];
}

/** Measures a history. If that throws, the figures are empty and `failed` says why. */
export function tryToMeasure(history: IndexedHistory): {
  metrics: Metrics;
  failed: readonly Finding[];
} {
  try {
    return { metrics: measure(history), failed: [] };
  } catch (error) {
    const text = `the figures of this run could not be computed: ${errorText(error)}`;
    return { metrics: noMetrics, failed: [noEvidence("no-evidence/figures-failed", text)] };
  }
}
