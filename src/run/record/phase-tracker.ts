import type { PhaseName } from "../../history/operations/run-operations.ts";
import type { Recorder } from "../../history/recorder.ts";

/** Tells the history and the caller which phase a run is in. */
export interface PhaseTracker {
  /**
   * The detail is one line for progress displays, and the length is how long the phase is to last, if that is known. The
   * history keeps neither.
   */
  enter(phase: PhaseName, detail: string, lengthMs?: number): void;
}

export function createPhaseTracker(
  recorder: Pick<Recorder, "record">,
  onPhase: (phase: PhaseName, detail: string, lengthMs: number | undefined) => void,
): PhaseTracker {
  return {
    enter(phase, detail, lengthMs) {
      recorder.record({ kind: "phase", type: "info", process: "harness", phase });
      onPhase(phase, detail, lengthMs);
    },
  };
}
