import type { Finding } from "../../../src/judging/finding/finding.ts";
import type { Result } from "../../../src/report/model/run-report.ts";

const counts = {
  published: 100,
  acknowledged: 100,
  rejected: 0,
  inDoubt: 0,
  delivered: 100,
  lost: 0,
  dropped: 0,
  late: 0,
  duplicates: 0,
  unexplainedDuplicates: 0,
  unexpected: 0,
  corrupt: 0,
  reordered: 0,
  recoveredInDoubt: 0,
  stranded: 0,
  lostAllowed: 0,
  duplicatesAllowed: 0,
  canaries: 0,
};

/** Creates a run of partition/reset; `more` replaces its fields. */
export function createResult(
  more: Partial<Omit<Result, "counts">> & { lost?: number; lostAllowed?: number } = {},
): Result {
  const { lost = 0, lostAllowed = 0, ...fields } = more;
  return {
    scenario: "partition",
    variant: "reset",
    bus: "some-library",
    seed: 1,
    repetition: 1,
    verdict: "pass",
    summary: "100 messages acknowledged",
    guarantees: {} as Result["guarantees"],
    counts: { ...counts, lost, lostAllowed },
    latency: null,
    recovery: null,
    spoke: false,
    faults: [],
    findings: [],
    directory: null,
    durationMs: 1000,
    ...fields,
  };
}

/** Creates a finding that fails its run. */
export function createFailure(rule: Finding["rule"]): Result["findings"][number] {
  const kind = rule.slice(0, rule.indexOf("/")) as Finding["kind"];
  return { kind, rule, verdict: "fail", summary: "1 message", messages: [], operations: [] };
}
