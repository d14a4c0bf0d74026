import type { Recorder } from "../../history/recorder.ts";
import type { Stage } from "../../scenarios/stage.ts";
import { takeCensus, type CensusOptions } from "../watch/census.ts";

/** Returns the part of the stage that takes a census and records it. */
export function createCensusRecorder(
  recorder: Pick<Recorder, "record">,
  options: CensusOptions,
): Stage["census"] {
  return async (round) => {
    const values = await takeCensus(options);
    const sample = { kind: "sample", type: "info", process: "auditor", sample: "census" } as const;
    recorder.record({ ...sample, round, values });
  };
}
