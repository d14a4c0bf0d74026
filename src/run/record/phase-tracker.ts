import type { PhaseName } from "../../history/operations/run-operations.ts";
import type { Recorder } from "../../history/recorder.ts";

/** Tells the history and the caller which phase a run is in. */
export interface PhaseTracker {
  /** @param detail one line for progress displays. The history does not keep it. */
  enter(phase: PhaseName, detail: string): void;
}

export function createPhaseTracker(
  recorder: Pick<Recorder, "record">,
  onPhase: (phase: PhaseName, detail: string) => void,
): PhaseTracker {
  return {
    enter(phase, detail) {
      recorder.record({ kind: "phase", type: "info", process: "harness", phase });
      onPhase(phase, detail);
    },
  };
}
