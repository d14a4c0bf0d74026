import type { WriteStream } from "node:tty";

import { createLogUpdate } from "log-update";

import type { Paint } from "../../report/text/paint.ts";
import { createActiveRuns } from "./active-runs.ts";
import { endText } from "./run-event-text.ts";
import type { RunProgress } from "./run-progress.ts";

/** More than ten redraws a second cost CPU time that the bus needs. */
const redrawMs = 100;

/** Redraws a line for each run in place. Verdicts and notes stay above these lines. */
export function createLiveRunProgress(stream: WriteStream, paint: Paint): RunProgress {
  const region = createLogUpdate(stream);
  const active = createActiveRuns();
  const timer = setInterval(() => {
    region(active.lines({ columns: stream.columns, paint }).join("\n"));
  }, redrawMs);
  timer.unref();
  return {
    onEvent: (event) => {
      active.follow(event);
      if (event.kind !== "scenario-ended") return;
      if (event.record.kind === "judged")
        region.persist(endText(event, { paint, columns: stream.columns }));
    },
    say: (text) => region.persist(text),
    [Symbol.dispose]: () => {
      clearInterval(timer);
      region.clear();
      region.done();
    },
  };
}
