import type { WriteStream } from "node:tty";

import { createLogUpdate } from "log-update";

import { createActiveRuns } from "./active-runs.ts";
import { recordText, titleText } from "./progress-text.ts";
import type { Progress } from "./progress.ts";

/** Ten redraws a second at the most. */
const redrawMs = 100;

/** A line for each run, redrawn in place; the ends of runs and notes stay above them. */
export function createLiveProgress(stream: WriteStream): Progress {
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
