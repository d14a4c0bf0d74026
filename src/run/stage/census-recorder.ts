import type { Recorder } from "../../history/recorder.ts";
import { censusSample, confirmingCensusSample } from "../../history/sample-names.ts";
import type { Stage } from "../../scenarios/stage.ts";
import { takeCensus, type Census, type CensusOptions } from "../watch/census.ts";

/** Returns the part of the stage that takes a census and records it. */
export function createCensusRecorder(
  recorder: Pick<Recorder, "record">,
  options: CensusOptions,
): Stage["census"] {
  let last: Census | undefined;
  return async (round, { confirms = false } = {}) => {
    const values = await takeCensus(options, round === 0 ? undefined : last);
    last = values;
    const sample = confirms ? confirmingCensusSample : censusSample;
    recorder.record({ kind: "sample", type: "info", process: "auditor", sample, round, values });
    return values;
  };
}
