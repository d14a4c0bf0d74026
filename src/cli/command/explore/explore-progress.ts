import { nowMs } from "../../../clock.ts";
import type { ExplorationEvent } from "../../../explore/exploration.ts";
import { counted, countText } from "../../../wording.ts";
import type { Output } from "../../process/output.ts";
import type { Progress } from "../../progress/progress.ts";
import { createSteadyLines } from "../../progress/steady-lines.ts";

/** Shows how an exploration is getting on. */
export interface ExploreProgress extends Progress {
  onEvent(event: ExplorationEvent): void;
}

/** Single points print nothing, so the counts are printed this often. */
const countsIntervalMs = 5_000;

/** Prints plain lines; with `--quiet` it prints only what is said, not events. */
export function openExploreProgress({ note }: Output, quiet: boolean): ExploreProgress {
  if (quiet) return { onEvent: () => {}, say: note, [Symbol.dispose]: () => {} };
  const tally = { done: 0, failed: 0, total: 0, startMs: nowMs() };
  const lines = createSteadyLines({
    write: note,
    longestSilenceMs: countsIntervalMs,
    signOfLife: () => tallyText(tally),
  });
  return {
    ...lines,
    onEvent(event) {
      switch (event.kind) {
        case "traced":
          lines.say(`${counted(event.commands, "command")} in every run without a fault`);
          return;
        case "planned":
          if (event.depth === 1) tally.startMs = nowMs();
          tally.total = event.points;
          lines.say(`${counted(event.points, "point")} to explore`);
          return;
        case "explored":
          if (event.point.outcome !== "skipped") tally.done++;
          if (event.point.outcome === "fail") tally.failed++;
      }
    },
  };
}

interface Tally {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  readonly startMs: number;
}

function tallyText({ done, failed, total, startMs }: Tally): string {
  if (total === 0) return "still recording the commands of runs without a fault";
  const perSecond = (done / Math.max(1, nowMs() - startMs)) * 1000;
  const counts = `${countText(done)}/${countText(total)} points, ${countText(failed)} failed`;
  return `${counts}, ${perSecond.toFixed(1)} per second`;
}
