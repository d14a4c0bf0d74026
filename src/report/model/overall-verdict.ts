import type { Verdict } from "../../judging/finding/finding.ts";

/** Merges the verdicts of several runs, worst first. Without any judged run it is `unknown`. */
export function overallVerdict(verdicts: readonly Verdict[]): Exclude<Verdict, "not-applicable"> {
  if (verdicts.includes("fail")) return "fail";
  if (verdicts.includes("unknown")) return "unknown";
  return verdicts.includes("pass") ? "pass" : "unknown";
}
