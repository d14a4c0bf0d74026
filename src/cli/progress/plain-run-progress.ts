import type { RunEvent } from "../../run/run-event.ts";
import { createActiveRuns } from "./active-runs.ts";
import { recordText, timedLine, titleText } from "./run-event-text.ts";
import type { RunProgress } from "./run-progress.ts";
import { createSteadyLines } from "./steady-lines.ts";

/** Prints a plain line for each phase and verdict, and the state of all runs after a long silence. */
export function createPlainRunProgress(write: (line: string) => void): RunProgress {
  const active = createActiveRuns();
  const lines = createSteadyLines({
    write,
    signOfLife: () => active.lines().join("\n") || "still working",
  });
  return {
    ...lines,
    onEvent: (event) => {
      active.follow(event);
      const line = eventLine(event);
      if (line !== undefined) lines.say(line);
    },
  };
}

function eventLine(event: RunEvent): string | undefined {
  switch (event.kind) {
    case "scenario-started":
      return titleText(event.title);
    case "phase":
      return timedLine(event, event.phase, event.detail);
    case "progress":
      return undefined;
    case "scenario-ended":
      return timedLine(event, "verdict", recordText(event.record));
  }
}
