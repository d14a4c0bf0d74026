import { nowMs } from "../../../clock.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import type { Sighting } from "../../../selftest/sighting.ts";
import { durationText } from "../../../wording.ts";

/** A line for each run that ended. Whoever created it disposes of it. */
export interface SelftestProgress extends Disposable {
  onPlanned(runs: number): void;
  onSighting(sighting: Sighting, done: number): void;
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
    onSighting: (sighting, done) => {
      const position = `[${String(done).padStart(String(total).length)}/${total}]`;
      const time = durationText(nowMs() - startMs).padStart(8);
      say(`${position} ${time}  ${sightingText(sighting)}`);
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function sightingText({ bus, run, seed, verdict, kinds }: Sighting): string {
  const what = kinds.length > 0 ? `found ${kinds.join(", ")}` : verdict;
  return oneLine(`${bus} by ${run}, seed ${seed}: ${what}`);
}
