import type { ComparedRun } from "./compare.ts";
import type { Figures, Standing } from "./standings.ts";

/** Returns the cell of all runs of a library, such as "19 of 22". Runs that are not applicable do not count. */
export function passedText(runs: readonly ComparedRun[]): string {
  const verdicts = runs.map(({ result }) => result.verdict);
  const applicable = verdicts.filter((each) => each !== "not-applicable");
  return `${applicable.filter((each) => each === "pass").length} of ${applicable.length}`;
}

/** Returns the cell of the expected verdict. */
export function expectedText({ expectation }: Standing): string {
  if (!expectation) return "pass";
  return expectation.verdict === "fail" ? "fail" : "pass or fail";
}

/** Returns the cell of the runs that passed, such as "2 of 3, 1 unknown". A deviation stands in bold letters. */
export function verdictText({ repeats, failed, unknown, deviations }: Standing): string {
  const passed = `${repeats - failed - unknown} of ${repeats}`;
  const counted = unknown > 0 ? `${passed}, ${unknown} unknown` : passed;
  return deviations.length === 0 ? counted : `**${counted}**`;
}

/** Returns the cell of lost messages, such as "3 (7), 2 runs". It is empty without a loss. */
export function lossText({ median, worst, runs }: Figures): string {
  if (runs === 0) return "";
  const figure = worst === median ? String(worst) : `${median} (${worst})`;
  return `${figure}, ${runs} run${runs === 1 ? "" : "s"}`;
}

/** Returns the cell of the recovery, such as "120 ms (never)". It is empty without a fault. */
export function recoveryText(recoveryMs: Standing["recoveryMs"]): string {
  if (!recoveryMs) return "";
  const [middle, worst] = [timeText(recoveryMs.median), timeText(recoveryMs.worst)];
  return middle === worst ? middle : `${middle} (${worst})`;
}

function timeText(ms: number): string {
  if (ms === Infinity) return "never";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
