import type { Verdict } from "./finding.ts";

/** From the one that outweighs all others to the one that weighs nothing. */
const worstFirst = ["fail", "unknown", "pass", "not-applicable"] as const satisfies Verdict[];

/**
 * The worst of several verdicts. What was not applicable counts only if nothing else is there, and
 * no verdict at all is `unknown`: whatever judged nothing has shown nothing.
 */
export function mergeVerdicts(verdicts: readonly Verdict[]): Verdict {
  return worstFirst.find((each) => verdicts.includes(each)) ?? "unknown";
}

/** Sorts the worse verdict before the better one. */
export function compareVerdicts(left: Verdict, right: Verdict): number {
  return worstFirst.indexOf(left) - worstFirst.indexOf(right);
}
