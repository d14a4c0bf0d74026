import type { JudgedRun } from "./run-record.ts";

/** Returns the summary of a run for people. An interrupted run that proves nothing has a text of its own. */
export function summaryOfRun({ judgement, interrupted }: JudgedRun): string {
  return interrupted && judgement.verdict === "unknown"
    ? "interrupted before its end, so it shows nothing"
    : judgement.summary;
}
