import type { Recorder } from "../../history/recorder.ts";

/**
 * Records that a bus did not open, subscribe or close. No call in a history stands for it, and a
 * user's program could not go on either, so the judge treats it as an error that nothing caught.
 */
export function recordBusFailures(
  recorder: Pick<Recorder, "record">,
  errors: readonly string[],
): void {
  for (const error of errors) {
    recorder.record({ kind: "stray-error", type: "info", process: "bus", error });
  }
}
