import { nowMs } from "../../clock.ts";
import { oneLine } from "../../report/text/plain-text.ts";
import type { RunTitle } from "../../run/plan/run-title.ts";
import type { RunEvent } from "../../run/run-event.ts";
import { durationText } from "../../wording.ts";
import { positionText, progressText } from "./run-event-text.ts";

/** The runs that are under way at this moment. Several can run side by side. */
export interface ActiveRuns {
  follow(event: RunEvent): void;
  /** Returns a line for each run, with its age, phase and latest counts. */
  lines(): string[];
}

interface ActiveRun {
  readonly title: RunTitle;
  readonly startedMs: number;
  readonly phase: string;
  readonly figures: string;
}

export function createActiveRuns(): ActiveRuns {
  const runs = new Map<number, ActiveRun>();
  return {
    follow: (event) => {
      const { position } = event.title;
      const next = nextState(runs.get(position), event);
      if (next === undefined) runs.delete(position);
      else runs.set(position, next);
    },
    lines: () => [...runs.values()].map(lineOf),
  };
}

function nextState(run: ActiveRun | undefined, event: RunEvent): ActiveRun | undefined {
  switch (event.kind) {
    case "scenario-started":
      return { title: event.title, startedMs: nowMs(), phase: "setup", figures: "" };
    case "phase":
      return run && { ...run, phase: event.phase };
    case "progress":
      return run && { ...run, figures: progressText(event) };
    case "scenario-ended":
      return undefined;
  }
}

function lineOf({ title, startedMs, phase, figures }: ActiveRun): string {
  const name = oneLine(`${title.scenario}/${title.variant}`);
  const age = durationText(nowMs() - startedMs);
  return `${positionText(title)} ${name}  ${age}  ${phase}  ${figures}`.trimEnd();
}
