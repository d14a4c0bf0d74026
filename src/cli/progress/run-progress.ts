import type { RunEvent } from "../../run/run-event.ts";
import type { Progress } from "./progress.ts";

/** Shows how scenario runs are getting on. Nothing here influences a run. */
export interface RunProgress extends Progress {
  onEvent(event: RunEvent): void;
}
