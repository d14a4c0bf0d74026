import { monitorEventLoopDelay } from "node:perf_hooks";

import { nowMs } from "../../clock.ts";
import type { Recorder } from "../../history/recorder.ts";
import { eventLoopDelayValue, harnessSample, standstillValue } from "../../history/sample-names.ts";
import type { RunErrors } from "../strays/run-errors.ts";

/** Watches the process of the harness, in which the buses run too, for as long as one run lasts. */
export interface HarnessWatch extends Disposable {
  /** The signal that every bus gets. Aborted when the run ends, however it ends. */
  readonly busSignal: AbortSignal;
  /** Aborted when the history cannot be written any more. */
  readonly broken: AbortSignal;
  /** How often Node warned during this run that an emitter has too many listeners. */
  listenerWarnings(): number;
  /** Records the longest delay of the event loop since the last call. */
  recordDelay(): void;
}

export interface HarnessWatchOptions {
  readonly recorder: Pick<Recorder, "record" | "failure">;
  readonly errors: Pick<RunErrors, "callBus">;
  /** Called every 100 ms. */
  readonly onProgress: () => void;
}

const progressIntervalMs = 100;
const delayResolutionMs = 10;
const nanosecondsPerMillisecond = 1e6;

export function watchHarness({ recorder, errors, onProgress }: HarnessWatchOptions): HarnessWatch {
  const busController = new AbortController();
  const broken = new AbortController();
  const delay = monitorEventLoopDelay({ resolution: delayResolutionMs });
  delay.enable();
  const warningsBefore = countListenerWarnings();
  const standstill = watchStandstill();
  const progress = setInterval(() => {
    standstill.turned();
    if (recorder.failure) broken.abort(recorder.failure);
    onProgress();
  }, progressIntervalMs);
  return {
    busSignal: busController.signal,
    broken: broken.signal,
    listenerWarnings: () => countListenerWarnings() - warningsBefore,
    recordDelay() {
      const maxDelayMs = Math.max(0, delay.max / nanosecondsPerMillisecond - delayResolutionMs);
      delay.reset();
      recorder.record({
        kind: "sample",
        type: "info",
        process: "harness",
        sample: harnessSample,
        values: { [eventLoopDelayValue]: maxDelayMs, [standstillValue]: standstill.longestMs() },
      });
    },
    [Symbol.dispose]() {
      clearInterval(progress);
      delay.disable();
      // The listeners are code of the buses. The signal belongs to all roles.
      errors.callBus("bus", () => busController.abort());
    },
  };
}

let warnings: number | undefined;

/** Counts the warnings of Node since the first call. A single listener serves all runs of the process. */
function countListenerWarnings(): number {
  if (warnings === undefined) {
    warnings = 0;
    process.on("warning", ({ name }) => {
      if (name === "MaxListenersExceededWarning") warnings = (warnings ?? 0) + 1;
    });
  }
  return warnings;
}

/**
 * Measures by the timer of the progress how long the event loop stood still. The histogram of Node loses a delay if it is
 * read before its own timer ran again, as happens right after a bus has blocked.
 */
function watchStandstill() {
  let lastTurnMs = nowMs();
  let longestMs = 0;
  const turned = (): void => {
    const turnMs = nowMs();
    longestMs = Math.max(longestMs, turnMs - lastTurnMs - progressIntervalMs);
    lastTurnMs = turnMs;
  };
  return {
    turned,
    /** Returns the longest time since the last call. */
    longestMs(): number {
      turned();
      const longest = longestMs;
      longestMs = 0;
      return longest;
    },
  };
}
