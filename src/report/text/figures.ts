import { durationText } from "../../wording.ts";
import type { Result } from "../model/run-report.ts";

/** The bracket that holds the true recovery time; `never` if it did not come. */
export function recoveryText(recovery: Result["recovery"]): string {
  if (recovery === null) return "not measured";
  const { lowerMs, upperMs } = recovery;
  if (lowerMs === null) return "never";
  if (upperMs === null) return `over ${durationText(lowerMs)}`;
  const lower = durationText(lowerMs);
  const upper = durationText(upperMs);
  return lower === upper ? upper : `${lower} to ${upper}`;
}

/** Whether a loss was said by the bus; silent loss is the worst. */
export function spokeText({ spoke, counts }: Result): string {
  if (spoke) return "bus said so";
  return counts.lost > 0 ? "silent" : "";
}

/** `restart/sigkill`, with the repetition where there are several. */
export function resultName(result: Result, repeated: boolean): string {
  const name = `${result.scenario}/${result.variant}`;
  return repeated ? `${name} #${result.repetition}` : name;
}

export function isRepeated(results: readonly Result[]): boolean {
  return results.some((result) => result.repetition > 1);
}

/** `1 fail, 2 pass`: how many results have which verdict, worst first. */
export function verdictCounts(results: readonly Result[]): string {
  const order = ["fail", "unknown", "pass", "not-applicable"] as const;
  const parts = order.flatMap((verdict) => {
    const many = results.filter((result) => result.verdict === verdict).length;
    return many === 0 ? [] : [`${many} ${verdict.replace("-", " ")}`];
  });
  return parts.length === 0 ? "nothing was run" : parts.join(", ");
}
