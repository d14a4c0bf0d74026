import { errorText } from "../errors.ts";
import type { HistoryHeader } from "../history/history-header.ts";
import type { IndexedHistory } from "../history/indexed-history.ts";
import { checkers as registered, permanentCheckers } from "./checkers.ts";
import { inMs } from "./facts/fault-windows.ts";
import { measure } from "./figures/measure.ts";
import type { Metrics } from "./figures/metrics.ts";
import { noMetrics } from "./figures/no-metrics.ts";
import { noEvidence } from "./finding/create-finding.ts";
import { findingKinds, type Checker, type Finding } from "./finding/finding.ts";
import { compareVerdicts, mergeVerdicts } from "./finding/verdict.ts";
import { counted } from "./finding/wording.ts";
import type { Judgement } from "./judgement.ts";
import { resumptionChecker } from "./not-recovered/resumption.ts";

/**
 * What a history shows, by the checkers its header names and those that judge every run. A checker
 * that is missing or throws makes the verdict `unknown`, never `pass`.
 */
export function judge(
  history: IndexedHistory,
  available: ReadonlyMap<string, Checker> = registered,
): Judgement {
  const { header } = history;
  const { metrics, failed } = tryMeasure(history);
  const runs = checkersOf(header, available).map((each) => run(each, history, metrics));
  const found = applyControl(
    history,
    runs.flatMap((each) => each.found),
  );
  const broken = [...failed, ...runs.flatMap((each) => each.broken)];
  const own = [...broken, ...unfit(history), ...unnamed(header, available)];
  const findings = [...found, ...own].toSorted(worstFirst);
  const verdict = mergeVerdicts(["pass", ...findings.map((finding) => finding.verdict)]);
  return {
    verdict: verdict === "not-applicable" ? "unknown" : verdict,
    summary: summarise(verdict, findings, metrics),
    findings,
    metrics,
  };
}

function tryMeasure(history: IndexedHistory): { metrics: Metrics; failed: readonly Finding[] } {
  try {
    return { metrics: withoutGuesses(history, measure(history)), failed: [] };
  } catch (error) {
    return {
      metrics: noMetrics,
      failed: [noEvidence("no-evidence/rule-failed", `measuring failed: ${errorText(error)}`)],
    };
  }
}

/** Where only resumption is asked for, the load is too small for a bracket to mean anything. */
function withoutGuesses({ header }: IndexedHistory, metrics: Metrics): Metrics {
  return header.checkers.includes(resumptionChecker.name)
    ? { ...metrics, recovery: undefined }
    : metrics;
}

function checkersOf(
  { checkers }: HistoryHeader,
  available: ReadonlyMap<string, Checker>,
): readonly Checker[] {
  const named = checkers.flatMap((name) => available.get(name) ?? []);
  return [...new Set([...permanentCheckers, ...named])];
}

interface CheckerRun {
  readonly found: readonly Finding[];
  /** The checker itself broke down. */
  readonly broken: readonly Finding[];
}

function run(checker: Checker, history: IndexedHistory, metrics: Metrics): CheckerRun {
  try {
    return { found: checker.check(history, metrics), broken: [] };
  } catch (error) {
    const broken = noEvidence(
      "no-evidence/rule-failed",
      `the checker ${checker.name} failed: ${errorText(error)}`,
    );
    return { found: [], broken: [broken] };
  }
}

/** What makes a history unfit to pass, whatever the checkers see in it. */
function unfit({ operationCount, torn }: IndexedHistory): readonly Finding[] {
  if (operationCount === 0)
    return [noEvidence("no-evidence/empty-history", "the history is empty")];
  return torn
    ? [
        noEvidence(
          "no-evidence/history-cut-off",
          "the history is cut off: the harness was stopped during the run",
        ),
      ]
    : [];
}

function unnamed(
  { checkers }: HistoryHeader,
  available: ReadonlyMap<string, Checker>,
): readonly Finding[] {
  const unknown = checkers.filter((name) => !available.has(name));
  return unknown.map((name) =>
    noEvidence("no-evidence/rule-missing", `there is no checker named ${name}`),
  );
}

/**
 * A control passes by what it must find; if that is not there, the checkers have shown nothing. What the
 * bus could have avoided counts against it here as everywhere.
 */
function applyControl(
  { header, faults }: IndexedHistory,
  findings: readonly Finding[],
): readonly Finding[] {
  const { control } = header;
  if (control === undefined) return findings;
  const injections = new Set(faults.map(({ injectIndex }) => injectIndex));
  // Of missing evidence only that of a fault can be planned; a run that broke off never passes.
  const ofFault = ({ operations }: Finding): boolean => operations.some((at) => injections.has(at));
  const isFound = (finding: Finding): boolean =>
    finding.kind === control &&
    finding.unavoidable !== false &&
    (finding.verdict === "fail" || (control === "no-evidence" && ofFault(finding)));
  if (!findings.some(isFound)) {
    return [
      ...findings,
      noEvidence(
        "no-evidence/control-found-nothing",
        `the control found no ${control}, although it must be there`,
      ),
    ];
  }
  return findings.map((finding) => (isFound(finding) ? asExpected(finding) : finding));
}

function asExpected(finding: Finding): Finding {
  return { ...finding, verdict: "pass", summary: `found as it must be: ${finding.summary}` };
}

function worstFirst(left: Finding, right: Finding): number {
  return (
    compareVerdicts(left.verdict, right.verdict) ||
    findingKinds.indexOf(left.kind) - findingKinds.indexOf(right.kind)
  );
}

function summarise(
  verdict: Judgement["verdict"] | "not-applicable",
  findings: readonly Finding[],
  { counts, recovery }: Metrics,
): string {
  const [worst] = findings;
  if (verdict !== "pass" && worst) return worst.summary;
  const parts = [`${counted(counts.acknowledged, "message")} acknowledged, none lost silently`];
  if (counts.lost + counts.dropped > 0) parts[0] = worst?.summary ?? "";
  // What may be missing is said all the same.
  const missed = findings.find(({ kind }) => kind === "lost")?.summary;
  if (missed !== undefined && missed !== parts[0]) parts.push(missed);
  if (counts.duplicates > 0) parts.push(counted(counts.duplicates, "explained duplicate"));
  if (recovery) parts.push(`recovered in ${inMs(recovery.lowerMs)} to ${inMs(recovery.upperMs)}`);
  return parts.join("; ");
}
