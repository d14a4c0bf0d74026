import type { Finding, FindingKind, Verdict } from "../judging/finding/finding.ts";
import type { RunRecord } from "../run/run-record.ts";

/** The verdict and findings of one run of one bus. */
export interface ObservedRun {
  readonly bus: string;
  /** The scenario and variant, such as `restart/sigterm-1s`. */
  readonly run: string;
  readonly seed: number;
  readonly verdict: Verdict;
  /** Kinds of the findings that fail, each once, in alphabetical order. */
  readonly kinds: readonly FindingKind[];
  /** Verdict, kind and summary of each finding that does not pass, or why the run does not apply. */
  readonly summaries: readonly string[];
  readonly durationMs: number;
}

/** All runs of a selftest that have ended. */
export interface ObservedRuns {
  /** Runs of buses with a planted bug, and of buses on which a run proves nothing. */
  readonly planted: readonly ObservedRun[];
  readonly correct: readonly ObservedRun[];
}

/** Reduces the record of a run to what the selftest compares. */
export function observeRun(record: RunRecord, durationMs: number): ObservedRun {
  const { bus, scenario, variant, seed } = record.title;
  const common = { bus, run: `${scenario}/${variant}`, seed, durationMs };
  if (record.kind === "not-applicable") {
    return { ...common, verdict: "not-applicable", kinds: [], summaries: [record.reason] };
  }
  const { verdict, findings } = record.judgement;
  return { ...common, verdict, ...observeFindings(findings) };
}

/** Reduces the findings of one or more runs to their kinds and summaries. */
export function observeFindings(
  findings: readonly Finding[],
): Pick<ObservedRun, "kinds" | "summaries"> {
  const failing = findings.filter(({ verdict }) => verdict === "fail");
  const notPassing = findings.filter(({ verdict }) => verdict !== "pass");
  return {
    kinds: [...new Set(failing.map(({ kind }) => kind))].toSorted(),
    summaries: notPassing.map(({ rule, verdict, summary }) => `${verdict} ${rule}: ${summary}`),
  };
}
