import type { Finding, FindingKind, Verdict } from "../judging/finding/finding.ts";
import type { RunRecord } from "../run/run-record.ts";

/** What one run of one bus showed. */
export interface Sighting {
  readonly bus: string;
  /** Such as `restart/sigterm-1s`. */
  readonly run: string;
  readonly seed: number;
  readonly verdict: Verdict;
  /** Kinds of the findings that fail, each once, in order of the alphabet. */
  readonly kinds: readonly FindingKind[];
  /** What the findings that do not pass say, or why the run does not apply. */
  readonly says: readonly string[];
  readonly durationMs: number;
}

export function sightingOf(record: RunRecord, durationMs: number): Sighting {
  const { bus, scenario, variant, seed } = record.title;
  const common = { bus, run: `${scenario}/${variant}`, seed, durationMs };
  if (record.kind === "not-applicable") {
    return { ...common, verdict: "not-applicable", kinds: [], says: [record.reason] };
  }
  const { verdict, findings } = record.judgement;
  return { ...common, verdict, ...told(findings) };
}

/** What findings of one or more runs tell of the bus. */
export function told(findings: readonly Finding[]): Pick<Sighting, "kinds" | "says"> {
  const failing = findings.filter(({ verdict }) => verdict === "fail");
  const open = findings.filter(({ verdict }) => verdict !== "pass");
  return {
    kinds: [...new Set(failing.map(({ kind }) => kind))].toSorted(),
    says: open.map(({ kind, verdict, summary }) => `${verdict} ${kind}: ${summary}`),
  };
}
