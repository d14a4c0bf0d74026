import { counted, durationText } from "../../wording.ts";
import type { Result } from "../model/run-report.ts";

/** Returns the bracket that holds the true recovery time, or `never`: `900 ms to 1.1 s`. */
export function recoveryText(recovery: Result["recovery"]): string {
  if (recovery === null) return "not measured";
  const { lowerMs, upperMs } = recovery;
  if (lowerMs === null) return "never";
  if (upperMs === null) return `over ${durationText(lowerMs)}`;
  const lower = durationText(lowerMs);
  const upper = durationText(upperMs);
  if (lowerMs === 0) return `≤ ${upper}`;
  return lower === upper ? upper : `${lower} to ${upper}`;
}

/**
 * Tells whether the bus reported a loss that counts against it. It is `silent` only if the bus gave no notice of any
 * kind. Where nothing was lost, or all that was lost is allowed, the answer decides nothing and is left out.
 */
export function spokeText({ spoke, said = [], counts }: Result): string {
  if (counts.lost + counts.dropped <= counts.lostAllowed) return "";
  if (!spoke) return "silent";
  const reported = said.length === 0 || said.includes("gap") || said.includes("dropped");
  return reported ? "bus said so" : `bus said ${said.join(", ")}`;
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

/**
 * Counts the results of each verdict, worst first: `1 fail, 2 pass`. A self-check that passed says nothing about the
 * bus, so it is not counted with the others.
 */
export function verdictCounts(results: readonly Result[]): string {
  const order = ["fail", "unknown", "pass", "not-applicable"] as const;
  const ofBus = results.filter((result) => !isPassedSelfCheck(result));
  const parts = order.flatMap((verdict) => {
    const count = ofBus.filter((result) => result.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict.replace("-", " ")}`];
  });
  const checks = results.length - ofBus.length;
  if (checks > 0) parts.push("self-check passed");
  return parts.length === 0 ? "nothing was run" : parts.join(", ");
}

/** Returns true for a run that found what it had to find: it says nothing about the bus. */
export function isPassedSelfCheck({ selfCheck, verdict }: Result): boolean {
  return selfCheck === true && verdict === "pass";
}

/** Returns a text for each self-check that passed, with its name. Counts the repeated ones after the first. */
export function selfCheckTexts(
  results: readonly Result[],
): readonly { readonly name: string; readonly text: string }[] {
  const byName = Map.groupBy(results.filter(isPassedSelfCheck), (result) =>
    resultName(result, false),
  );
  return [...byName].map(([name, [first, ...more]]) => {
    const others =
      more.length === 0 ? "" : ` It also passed in ${counted(more.length, "more run")}.`;
    return { name, text: `${first?.summary ?? ""}${others}` };
  });
}
