import { monitorEventLoopDelay } from "node:perf_hooks";

import type { BusLogger } from "../../bus/contract.ts";
import { nowMs } from "../../clock.ts";
import { errorText } from "../../errors.ts";
import type { Recorder } from "../../history/recorder.ts";
import { eventLoopDelayValue, harnessSample } from "../../history/sample-names.ts";
import type { VariantRun } from "../run-variant.ts";
import type { Ledger } from "./ledger.ts";
import { onStrayError } from "./stray-errors.ts";

/** The harness's eye on itself and on its process, for as long as one run lasts. */
export interface HarnessWatch extends Disposable {
  /** The signal every bus gets; aborted when the run ends, however it ends. */
  readonly busSignal: AbortSignal;
  /** Aborted when the history can't be written any more. */
  readonly broken: AbortSignal;
  readonly logger: BusLogger;
  /** How often Node warned that an emitter has too many listeners. */
  listenerWarnings(): number;
  /** Writes the longest delay of its own event loop since the last time into the history. */
  recordDelay(): void;
}

export interface HarnessWatchOptions {
  readonly run: VariantRun;
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  readonly startMs: number;
}

const progressIntervalMs = 100;
const delayResolutionMs = 10;
const nanosecondsPerMillisecond = 1e6;

export function watchHarness({
  run,
  recorder,
  ledger,
  startMs,
}: HarnessWatchOptions): HarnessWatch {
  const busController = new AbortController();
  const broken = new AbortController();
  const delay = monitorEventLoopDelay({ resolution: delayResolutionMs });
  delay.enable();
  const warningsBefore = listenerWarnings();
  // A real process would end here; the run goes on, so that its verdict can say so.
  const stopListening = onStrayError((error) => {
    const stray = { kind: "stray-error", type: "info", process: "bus" } as const;
    recorder.record({ ...stray, error: errorText(error) });
    return true;
  });
  const progress = setInterval(() => {
    if (recorder.failure) broken.abort(recorder.failure);
    const { published, acknowledged, inDoubt, delivered } = ledger.counts;
    const counts = { published, acknowledged, inDoubt, delivered };
    run.onEvent({ kind: "progress", title: run.title, elapsedMs: nowMs() - startMs, ...counts });
  }, progressIntervalMs);
  return {
    busSignal: busController.signal,
    broken: broken.signal,
    logger: silentLogger,
    listenerWarnings: () => listenerWarnings() - warningsBefore,
    recordDelay() {
      const maxDelayMs = Math.max(0, delay.max / nanosecondsPerMillisecond - delayResolutionMs);
      delay.reset();
      recorder.record({
        kind: "sample",
        type: "info",
        process: "harness",
        sample: harnessSample,
        values: { [eventLoopDelayValue]: maxDelayMs },
      });
    },
    [Symbol.dispose]() {
      clearInterval(progress);
      stopListening();
      delay.disable();
      busController.abort();
    },
  };
}

let warnings: number | undefined;

/** How often Node has warned since somebody asked for the first time; one listener serves all runs. */
function listenerWarnings(): number {
  if (warnings === undefined) {
    warnings = 0;
    process.on("warning", ({ name }) => {
      if (name === "MaxListenersExceededWarning") warnings = (warnings ?? 0) + 1;
    });
  }
  return warnings;
}

const ignore = (): void => {};
/** What a bus logs is its own affair; what it has to say goes through `notify`. */
const silentLogger: BusLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
