import type { IndexedHistory } from "../../history/indexed-history.ts";
import {
  activeValue,
  idleWorkSample,
  processorValue,
  spanValue,
} from "../../history/sample-names.ts";

/** The work of the event loop in a time in which the bus had nothing to do but to wait for Redis. */
export interface BusyLoop {
  readonly processorMs: number;
  readonly spanMs: number;
  /** The indexes of the samples. */
  readonly operations: readonly number[];
}

/** An event loop that spins never waits. A bus that pauses between two attempts to connect lets it wait. */
const busyActiveShare = 0.98;
/**
 * On a busy machine an event loop looks active while its thread waits for a core, so the thread must have used one, too. A bus that
 * creates a new client for each attempt to connect uses a third of a core.
 */
const busyProcessorShare = 0.5;
/** Long enough for two or three attempts of a bus that pauses for 200 ms. */
const busySpanMs = 500;

interface Part {
  readonly activeMs: number;
  readonly processorMs: number;
  readonly spanMs: number;
  readonly index: number;
}

/**
 * Returns a stretch of 500 ms or more, while Redis was away, in which the event loop was active for 98 % of each part, and in
 * which its thread used half of a core or more. `undefined` without such a stretch, and if the run did not look.
 *
 *    1500 ms  sample idle-work: active for 300 ms of 300 ms, 290 ms of processor time
 *    1800 ms  sample idle-work: active for 300 ms of 300 ms, 270 ms of processor time
 *     → 560 ms of 600 ms
 */
export function busyLoopOf({ samples }: IndexedHistory): BusyLoop | undefined {
  const parts = samples
    .filter(({ sample }) => sample === idleWorkSample)
    .map(({ values, index }) => ({
      activeMs: values[activeValue] ?? 0,
      processorMs: values[processorValue] ?? 0,
      spanMs: values[spanValue] ?? 0,
      index,
    }));
  const stretches = parts.flatMap((_, from) =>
    parts.slice(from).map((__, at) => parts.slice(from, from + at + 1)),
  );
  // The longest says most.
  return stretches
    .filter(isBusy)
    .map((stretch) => ({
      processorMs: sumOf(stretch.map(({ processorMs }) => processorMs)),
      spanMs: sumOf(stretch.map(({ spanMs }) => spanMs)),
      operations: stretch.map(({ index }) => index),
    }))
    .toSorted((one, other) => other.spanMs - one.spanMs)[0];
}

function isBusy(stretch: readonly Part[]): boolean {
  const spanMs = sumOf(stretch.map((each) => each.spanMs));
  const processorMs = sumOf(stretch.map((each) => each.processorMs));
  const neverWaits = stretch.every((each) => each.activeMs >= busyActiveShare * each.spanMs);
  return neverWaits && spanMs >= busySpanMs && processorMs >= busyProcessorShare * spanMs;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
