import type { ComparedRun } from "./compare.ts";
import type { Figures, Standing } from "./standings.ts";

/** Returns the cell of the runs that passed, such as "2 of 3, 1 unknown". */
export function verdictText({ repeats, failed, unknown }: Standing): string {
  const passed = `${repeats - failed - unknown} of ${repeats}`;
  return unknown > 0 ? `${passed}, ${unknown} unknown` : passed;
}

/** Returns the cell of lost messages, such as "3, worst 7, in 2 runs". It is empty without a loss. */
export function lossText({ median, worst, runs }: Figures): string {
  if (runs === 0) return "";
  const figure = worst === median ? String(worst) : `${median}, worst ${worst}`;
  return `${figure}, in ${runs} run${runs === 1 ? "" : "s"}`;
}

/** Returns the cell of the recovery, such as "120 ms, worst never". It is empty without a fault. */
export function recoveryText(recoveryMs: Standing["recoveryMs"]): string {
  if (!recoveryMs) return "";
  const [middle, worst] = [timeText(recoveryMs.median), timeText(recoveryMs.worst)];
  return middle === worst ? middle : `${middle}, worst ${worst}`;
}

function timeText(ms: number): string {
  if (ms === Infinity) return "never";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Returns the cell of the deviations, such as "**false alarm: 1**". It is empty if all runs are as expected. */
export function deviationText(deviations: readonly ComparedRun[]): string {
  const counts = Map.groupBy(deviations, ({ outcome }) => outcome);
  return [...counts]
    .map(([outcome, runs]) => `**${outcome.replace("-", " ")}: ${runs.length}**`)
    .join(", ");
}
