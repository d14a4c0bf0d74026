import type { PhaseName } from "../../history/operations/run-operations.ts";
import type { Recorder } from "../../history/recorder.ts";

/** Says which phase a run is in, to the history and to whoever watches. */
export interface PhaseTracker {
  enter(phase: PhaseName, detail: string): void;
}

export function createPhaseTracker(
  recorder: Recorder,
  onPhase: (phase: PhaseName, detail: string) => void,
): PhaseTracker {
  return {
    enter(phase, detail) {
      recorder.record({ kind: "phase", type: "info", process: "harness", phase });
      onPhase(phase, detail);
    },
  };
}
