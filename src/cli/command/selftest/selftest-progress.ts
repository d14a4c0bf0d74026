import { nowMs } from "../../../clock.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import type { ObservedRun } from "../../../selftest/observed-run.ts";
import { durationText } from "../../../wording.ts";

/** A line for each run that ended. Whoever created it disposes of it. */
export interface SelftestProgress extends Disposable {
  onPlanned(runs: number): void;
  onRunEnded(run: ObservedRun, ended: number): void;
}

/** CI systems and people want a sign of life, also while a run takes its time. */
const longestSilenceMs = 9_000;
const checkMs = 500;

export function createSelftestProgress(write: (line: string) => void): SelftestProgress {
  const startMs = nowMs();
  let total = 0;
  let lastLineMs = startMs;
  const say = (line: string): void => {
    lastLineMs = nowMs();
    write(line);
  };
  const timer = setInterval(() => {
    if (nowMs() - lastLineMs >= longestSilenceMs) say("still working");
  }, checkMs);
  timer.unref();
  return {
    onPlanned: (runs) => {
      total = runs;
      say(`${runs} runs`);
    },
    onRunEnded: (run, ended) => {
      const position = `[${String(ended).padStart(String(total).length)}/${total}]`;
      const time = durationText(nowMs() - startMs).padStart(8);
      say(`${position} ${time}  ${runText(run)}`);
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function runText({ bus, run, seed, verdict, kinds }: ObservedRun): string {
  const what = kinds.length > 0 ? `found ${kinds.join(", ")}` : verdict;
  return oneLine(`${bus} by ${run}, seed ${seed}: ${what}`);
}
