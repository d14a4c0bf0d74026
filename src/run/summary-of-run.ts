import type { JudgedRun } from "./run-record.ts";

/** Returns the summary of a run for people. Says of an interrupted run that proves nothing only that it was interrupted. */
export function summaryOfRun({ judgement, interrupted }: JudgedRun): string {
  return interrupted && judgement.verdict === "unknown"
    ? "interrupted before its end, so it shows nothing"
    : judgement.summary;
}
