import type { FindingKind } from "../../src/judging/finding/finding.ts";
import { faultsOf } from "../recorded/recorded-faults.ts";
import { ofKind, type RecordedRun } from "../recorded/recorded-run.ts";

/** A refusal that Redis sent while it started may be recorded this long after its restart was verified. */
const lateRefusalMs = 250;

/** Returns whether Redis itself failed in a way that the harness did not plan. */
export function wasRedisInTrouble(run: RecordedRun): boolean {
  if (ofKind(run, "redis-trouble").length > 0) return true;
  return ofKind(run, "wire").some(({ error = "", executedMs, timeMs }) => {
    if (executedMs === undefined) return false;
    if (/\bMISCONF /.test(error)) return true;
    return /\bLOADING /.test(error) && !isWhileRestarting(run, timeMs);
  });
}

function isWhileRestarting(run: RecordedRun, timeMs: number): boolean {
  return faultsOf(run).some(({ network, struck, injectCallMs, healedMs }) => {
    if (network || struck) return false;
    return timeMs >= injectCallMs && timeMs <= (healedMs ?? Infinity) + lateRefusalMs;
  });
}

/** A bus without a defect has findings of these kinds if Redis fails it. */
const followFromIt: readonly FindingKind[] = [
  "lost",
  "stranded",
  "dropped",
  "dead-lettered",
  "unacknowledged",
  "hung",
  "rejected",
  "duplicate",
  "reordered",
  "not-recovered",
  "stuck",
  "overload",
  "leak",
];

export function mayFollowFromTrouble(kind: FindingKind): boolean {
  return followFromIt.includes(kind);
}
