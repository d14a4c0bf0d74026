import { errorText } from "../../errors.ts";
import type { Evidence, FaultInvoke } from "../../history/operations/fault-operations.ts";
import type { Recorder } from "../../history/recorder.ts";

export type FaultAction = FaultInvoke["action"];

/** The facts of a fault that the history repeats at each of its actions. */
type FaultFacts = Pick<
  FaultInvoke,
  "name" | "roles" | "network" | "losesAll" | "losesLastMs" | "command"
>;

type PlannedFault = FaultFacts & Pick<FaultInvoke, "moment">;

/** Records the actions on one fault: each has a beginning, and an end with its evidence. */
export interface FaultRecorder {
  recordBegin(action: FaultAction): void;
  recordEnd(action: FaultAction, evidence: readonly Evidence[]): void;
  /** Records that the action failed, so that its effect could not be verified. */
  recordFailure(action: FaultAction, error: unknown): void;
}

/** The process name that histories have for the part of the harness that injects faults. */
const faultProcess = "nemesis";

/** @param position the number of the fault in its run, from 0. */
export function createFaultRecorder(
  recorder: Pick<Recorder, "record">,
  position: number,
  { moment, ...fault }: PlannedFault,
): FaultRecorder {
  const common = { kind: "fault", process: faultProcess, fault: position } as const;
  return {
    recordBegin(action) {
      const planned = action === "inject" && moment ? { moment } : {};
      recorder.record({ ...common, type: "invoke", action, ...fault, ...planned });
    },
    recordEnd: (action, evidence) =>
      void recorder.record({ ...common, type: "ok", action, evidence }),
    recordFailure(action, error) {
      recorder.record({ ...common, type: "info", action, evidence: [], error: errorText(error) });
    },
  };
}
