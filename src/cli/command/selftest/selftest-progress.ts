import { nowMs } from "../../../clock.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import type { ObservedRun } from "../../../selftest/observed-run.ts";
import { durationText } from "../../../wording.ts";
import type { Output } from "../../process/output.ts";
import type { Progress } from "../../progress/progress.ts";
import { createSteadyLines } from "../../progress/steady-lines.ts";

/** Shows how a selftest is getting on. */
export interface SelftestProgress extends Progress {
  onPlanned(runs: number): void;
  onRunEnded(run: ObservedRun, ended: number): void;
}

/** Prints a line for each run that ended; with `--quiet` it prints only what is said. */
export function openSelftestProgress({ note }: Output, quiet: boolean): SelftestProgress {
  if (quiet) {
    return { onPlanned: () => {}, onRunEnded: () => {}, say: note, [Symbol.dispose]: () => {} };
  }
  const startMs = nowMs();
  const lines = createSteadyLines({ write: note });
  let total = 0;
  return {
    ...lines,
    onPlanned: (runs) => {
      total = runs;
      lines.say(`${runs} runs`);
    },
    onRunEnded: (run, ended) => {
      const position = `[${String(ended).padStart(String(total).length)}/${total}]`;
      const time = durationText(nowMs() - startMs).padStart(8);
      lines.say(`${position} ${time}  ${runText(run)}`);
    },
  };
}

function runText({ bus, run, seed, verdict, kinds }: ObservedRun): string {
  const what = kinds.length > 0 ? `found ${kinds.join(", ")}` : verdict;
  return oneLine(`${bus} by ${run}, seed ${seed}: ${what}`);
}
