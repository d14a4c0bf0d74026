import type { Verdict } from "./finding.ts";

/** A verdict outweighs those that follow it. */
const worstFirst = ["fail", "unknown", "pass", "not-applicable"] as const satisfies Verdict[];

/**
 * Returns the worst of several verdicts. `not-applicable` counts only if there is no other verdict. Without any verdict
 * the result is `unknown`, because nothing was judged.
 */
export function mergeVerdicts(verdicts: readonly Verdict[]): Verdict {
  return worstFirst.find((each) => verdicts.includes(each)) ?? "unknown";
}

/** Sorts the worse verdict before the better one. */
export function compareVerdicts(left: Verdict, right: Verdict): number {
  return worstFirst.indexOf(left) - worstFirst.indexOf(right);
}
