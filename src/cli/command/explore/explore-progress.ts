import { nowMs } from "../../../clock.ts";
import type { ExplorationEvent } from "../../../explore/exploration.ts";
import { countText } from "../../../wording.ts";

/** Says in plain lines how an exploration is getting on. Whoever created it disposes of it. */
export interface ExploreProgress extends Disposable {
  onEvent(event: ExplorationEvent): void;
}

/** CI systems and people want a sign of life, also while the last points take their time. */
const lineIntervalMs = 5_000;

export function createExploreProgress(say: (line: string) => void): ExploreProgress {
  const tally = { done: 0, failed: 0, total: 0, startMs: nowMs() };
  const timer = setInterval(() => say(tallyText(tally)), lineIntervalMs);
  timer.unref();

  return {
    onEvent(event) {
      switch (event.kind) {
        case "traced":
          say(`${countText(event.commands)} commands in every run without a fault`);
          return;
        case "planned":
          if (event.depth === 1) tally.startMs = nowMs();
          tally.total = event.points;
          say(`${countText(event.points)} points to explore`);
          return;
        case "explored":
          if (event.point.outcome !== "skipped") tally.done++;
          if (event.point.outcome === "fail") tally.failed++;
      }
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

interface Tally {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  readonly startMs: number;
}

function tallyText({ done, failed, total, startMs }: Tally): string {
  if (total === 0) return "still looking which commands there are";
  const perSecond = (done / Math.max(1, nowMs() - startMs)) * 1000;
  const counts = `${countText(done)}/${countText(total)} points, ${countText(failed)} failed`;
  return `${counts}, ${perSecond.toFixed(1)} per second`;
}
