import type { Recorder } from "../../history/recorder.ts";

/**
 * Records that a bus did not open, subscribe or close, with the origin `call`. No call in a history stands
 * for it. Errors that reached no caller come from the harness watch and have other origins.
 */
export function recordBusFailures(
  recorder: Pick<Recorder, "record">,
  errors: readonly string[],
): void {
  for (const error of errors) {
    recorder.record({ kind: "stray-error", type: "info", process: "bus", origin: "call", error });
  }
}
