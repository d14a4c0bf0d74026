import { nowMs } from "../../clock.ts";
import type { RunEvent } from "../../run/run-event.ts";
import { createActiveRuns } from "./active-runs.ts";
import { recordText, timedLine, titleText } from "./progress-text.ts";
import type { Progress } from "./progress.ts";

/** CI systems take ten silent minutes for a hang, and people much less. */
const longestSilenceMs = 9_000;
const checkMs = 500;

/** One plain line for each change, and a sign of life where nothing changes. */
export function createPlainProgress(write: (line: string) => void): Progress {
  const active = createActiveRuns();
  let lastLineMs = nowMs();

  const say = (line: string): void => {
    lastLineMs = nowMs();
    write(line);
  };
  const timer = setInterval(() => {
    if (nowMs() - lastLineMs < longestSilenceMs) return;
    const lines = active.lines();
    say(lines.length === 0 ? "still working" : lines.join("\n"));
  }, checkMs);
  timer.unref();

  return {
    onEvent: (event) => {
      active.follow(event);
      const line = eventLine(event);
      if (line !== undefined) say(line);
    },
    say,
    [Symbol.dispose]: () => clearInterval(timer),
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
