import { performance } from "node:perf_hooks";

import { nowMs, sleep } from "../../clock.ts";
import type { Recorder } from "../../history/recorder.ts";
import {
  activeValue,
  idleWorkSample,
  processorValue,
  spanValue,
} from "../../history/sample-names.ts";
import type { Stage } from "../../scenarios/stage.ts";

/** Short enough for ten parts of a second, and long compared with the pause of the garbage collector. */
const partMs = 100;
const microsecondsPerMs = 1000;

/** Returns the part of the stage that waits, and records meanwhile how much the main thread works. */
export function createIdleWatch(
  recorder: Pick<Recorder, "record">,
  signal: AbortSignal,
): Stage["pauseIdle"] {
  return async (ms) => {
    const endMs = nowMs() + ms;
    while (nowMs() < endMs) {
      const startMs = nowMs();
      const loop = performance.eventLoopUtilization();
      const thread = process.threadCpuUsage();
      await sleep(partMs, signal);
      const { user, system } = process.threadCpuUsage(thread);
      const values = {
        [activeValue]: performance.eventLoopUtilization(loop).active,
        [processorValue]: (user + system) / microsecondsPerMs,
        [spanValue]: nowMs() - startMs,
      };
      const sample = idleWorkSample;
      recorder.record({ kind: "sample", type: "info", process: "harness", sample, values });
    }
  };
}
