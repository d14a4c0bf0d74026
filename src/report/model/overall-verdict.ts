import type { Verdict } from "../../judging/finding/finding.ts";

/** The verdict of several runs, worst first. Where nothing was judged nothing is known. */
export function overallVerdict(verdicts: readonly Verdict[]): Exclude<Verdict, "not-applicable"> {
  if (verdicts.includes("fail")) return "fail";
  if (verdicts.includes("unknown")) return "unknown";
  return verdicts.includes("pass") ? "pass" : "unknown";
}
