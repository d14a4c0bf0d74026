import { durationText } from "../../wording.ts";
import type { Result } from "../model/run-report.ts";

/** Returns the bracket that holds the true recovery time, or `never`: `900 ms to 1.1 s`. */
export function recoveryText(recovery: Result["recovery"]): string {
  if (recovery === null) return "not measured";
  const { lowerMs, upperMs } = recovery;
  if (lowerMs === null) return "never";
  if (upperMs === null) return `over ${durationText(lowerMs)}`;
  const lower = durationText(lowerMs);
  const upper = durationText(upperMs);
  return lower === upper ? upper : `${lower} to ${upper}`;
}

/** Tells if the bus reported a problem itself: a loss without a word from the bus is `silent`. */
export function spokeText({ spoke, counts }: Result): string {
  if (spoke) return "bus said so";
  return counts.lost > 0 ? "silent" : "";
}

/** Returns `restart/sigkill-1s`, with ` #2` if the runs were repeated. */
export function resultName(result: Result, repeated: boolean): string {
  const name = `${result.scenario}/${result.variant}`;
  return repeated ? `${name} #${result.repetition}` : name;
}

/** Returns true if a variant was run more than once. */
export function isRepeated(results: readonly Result[]): boolean {
  return results.some((result) => result.repetition > 1);
}

/** Counts the results of each verdict, worst first: `1 fail, 2 pass`. */
export function verdictCounts(results: readonly Result[]): string {
  const order = ["fail", "unknown", "pass", "not-applicable"] as const;
  const parts = order.flatMap((verdict) => {
    const count = results.filter((result) => result.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict.replace("-", " ")}`];
  });
  return parts.length === 0 ? "nothing was run" : parts.join(", ");
}
