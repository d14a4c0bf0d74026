import { nowMs } from "../../clock.ts";
import type { PhaseName } from "../../history/operations/run-operations.ts";
import { noPaint, type Colour, type Paint } from "../../report/text/paint.ts";
import { oneLine } from "../../report/text/plain-text.ts";
import type { RunTitle } from "../../run/plan/run-title.ts";
import type { RunEvent } from "../../run/run-event.ts";
import { countText } from "../../wording.ts";
import { cutText, positionText } from "./run-event-text.ts";

/** The runs that are under way at this moment. Several can run side by side. */
export interface ActiveRuns {
  follow(event: RunEvent): void;
  /** Returns a line for each run, in columns: its name, age, phase with the time left, and latest counts. */
  lines(options?: ActiveLinesOptions): string[];
}

interface ActiveLinesOptions {
  /** A longer line is cut at its detail; 80 by default. */
  readonly columns?: number | undefined;
  readonly paint?: Paint;
}

interface ActiveRun {
  readonly title: RunTitle;
  readonly startedMs: number;
  readonly phase: PhaseName;
  readonly detail: string;
  /** When the phase is to end, if that is known. */
  readonly endMs: number | undefined;
  readonly published: number;
  readonly delivered: number;
}

const defaultColumns = 80;
const ageWidth = 7;
const phaseWidth = 8;
/** Age, phase, detail and counts want this much of a line. */
const roomForTheRest = 56;
const leastName = 16;
/** A detail with fewer characters than the time left says nothing. */
const leastDetail = 12;

const phaseColours: Partial<Record<PhaseName, Colour>> = { fault: "red", recovery: "yellow" };

export function createActiveRuns(): ActiveRuns {
  const runs = new Map<number, ActiveRun>();
  return {
    follow: (event) => {
      const { position } = event.title;
      const next = nextState(runs.get(position), event);
      if (next === undefined) runs.delete(position);
      else runs.set(position, next);
    },
    lines: (options) => linesOf([...runs.values()], options),
  };
}

function nextState(run: ActiveRun | undefined, event: RunEvent): ActiveRun | undefined {
  switch (event.kind) {
    case "scenario-started":
      return {
        title: event.title,
        startedMs: nowMs(),
        phase: "setup",
        detail: "",
        endMs: undefined,
        published: 0,
        delivered: 0,
      };
    case "phase": {
      const { phase, detail, lengthMs } = event;
      return run && { ...run, phase, detail, endMs: lengthMs && nowMs() + lengthMs };
    }
    case "progress":
      return run && { ...run, published: event.published, delivered: event.delivered };
    case "scenario-ended":
      return undefined;
  }
}

function linesOf(
  runs: readonly ActiveRun[],
  { columns = defaultColumns, paint = noPaint }: ActiveLinesOptions = {},
): string[] {
  const named = runs.map((run) => ({ run, name: nameOf(run.title, columns) }));
  const width = Math.max(0, ...named.map(({ name }) => name.length));
  return named.map(({ run, name }) => {
    const age = `${seconds(nowMs() - run.startedMs)} s`.padStart(ageWidth);
    const start = `${positionText(run.title)} ${name.padEnd(width)} ${age}  `;
    const phase = run.phase.padEnd(phaseWidth);
    const counts = countsOf(run);
    const room = columns - start.length - phase.length - counts.length - 2;
    const colour = phaseColours[run.phase];
    const shown = colour === undefined ? phase : paint(colour, phase);
    return `${start}${shown} ${detailOf(run, room - 1)} ${paint("dim", counts)}`.trimEnd();
  });
}

function nameOf({ scenario, variant }: RunTitle, columns: number): string {
  return cutText(oneLine(`${scenario}/${variant}`), Math.max(leastName, columns - roomForTheRest));
}

/** Returns the detail and the time left in exactly this many columns; nothing if they are too few. */
function detailOf({ detail, endMs }: ActiveRun, columns: number): string {
  if (columns < leastDetail) return "";
  const left = endMs === undefined ? "" : `, ${seconds(Math.max(0, endMs - nowMs()))} s left`;
  return `${cutText(oneLine(detail), columns - left.length)}${left}`.padEnd(columns);
}

/** Returns `106 ▸ 105`, published and delivered; nothing before the first publish. */
function countsOf({ published, delivered }: ActiveRun): string {
  return published === 0 ? "" : `${countText(published)} ▸ ${countText(delivered)}`;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
