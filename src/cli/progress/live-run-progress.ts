import type { WriteStream } from "node:tty";

import { createLogUpdate } from "log-update";

import { createActiveRuns } from "./active-runs.ts";
import { recordText, titleText } from "./run-event-text.ts";
import type { RunProgress } from "./run-progress.ts";

/** More than ten redraws a second cost CPU time that the bus needs. */
const redrawMs = 100;

/** Redraws a line for each run in place. Verdicts and notes stay above these lines. */
export function createLiveRunProgress(stream: WriteStream): RunProgress {
  const region = createLogUpdate(stream);
  const active = createActiveRuns();
  const timer = setInterval(() => region(active.lines().join("\n")), redrawMs);
  timer.unref();
  return {
    onEvent: (event) => {
      active.follow(event);
      if (event.kind !== "scenario-ended") return;
      region.persist(`${titleText(event.title)}\n    ${recordText(event.record)}`);
    },
    say: (text) => region.persist(text),
    [Symbol.dispose]: () => {
      clearInterval(timer);
      region.clear();
      region.done();
    },
  };
}
