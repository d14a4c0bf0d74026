import { nowMs, sleep } from "../../clock.ts";
import { errorText } from "../../errors.ts";
import { heldUpMs } from "../../held-up.ts";
import type { Drain } from "../../history/operations/run-operations.ts";
import {
  createGroupCanaries,
  type CanaryCheck,
  type GroupCanariesOptions,
} from "./group-canaries.ts";
import { lookAtBacklog, type BacklogLook, type MessageBacklogOptions } from "./message-backlog.ts";

/** The end of the drain, as the history has it. */
export type DrainOutcome = Pick<Drain, "outcome" | "detail">;

export interface DrainOptions extends MessageBacklogOptions {
  readonly publishers: GroupCanariesOptions["publishers"];
  /** If nothing moves for this long, what is left is not going to come. */
  readonly stallLimitMs: number;
  readonly signal: AbortSignal;
}

const sampleIntervalMs = 20;
/** Looks in a row that find nothing left. A single look can miss a message between two places. */
const calmSamplesNeeded = 3;
/** A backlog that still shrinks gets twice the stall limit. */
const progressFactor = 2;

/** The last look, or the reason why it failed. A failed look shows nothing, not an empty stream. */
interface Sample extends BacklogLook {
  readonly failed: boolean;
}

const noSample: Sample = {
  failed: true,
  done: false,
  amounts: [],
  handled: 0,
  left: "nothing was looked at",
};

/**
 * Waits, after the last heal, until the bus's own consumers have emptied the backlog. The harness
 * consumes no message for them.
 */
export async function drain(options: DrainOptions): Promise<DrainOutcome> {
  const { signal, stallLimitMs } = options;
  const canaries = createGroupCanaries(options);
  const { now, isOver } = createDrainClock(stallLimitMs * progressFactor);
  const startMs = now();
  let movedMs = startMs;
  let calmSamples = 0;
  let last = noSample;
  const lowest: number[] = [];
  while (!signal.aborted) {
    const sample = await takeSample(options, canaries.check()).catch((error) =>
      failed(last, error),
    );
    if (lowers(lowest, sample.amounts)) movedMs = now();
    // For a group in no stream, a handler call is the only sign that it still has a backlog.
    const isQuiet = sample.handled === last.handled;
    last = sample;
    calmSamples = sample.done && isQuiet ? calmSamples + 1 : 0;
    if (calmSamples >= calmSamplesNeeded) return { outcome: "complete", detail: last.left };
    if (now() - movedMs > stallLimitMs) break;
    if (now() - startMs > stallLimitMs * progressFactor || isOver()) break;
    await sleep(sampleIntervalMs, signal);
  }
  // After a failed look the backlog may still be moving, so it does not count as stalled.
  const stalled = !last.failed && now() - movedMs > stallLimitMs;
  return { outcome: stalled ? "stalled" : "progressing", detail: last.left };
}

/** A drain becomes longer by four times its limit at most, so that it has an end. */
const mostLimits = 5;

/** Counts only the time in which this process was not held up: a starved bus has had no chance to move. */
function createDrainClock(limitMs: number) {
  const endMs = nowMs() + limitMs * mostLimits;
  return { now: () => nowMs() - heldUpMs(), isOver: () => nowMs() > endMs };
}

async function takeSample(
  options: MessageBacklogOptions,
  checks: readonly CanaryCheck[],
): Promise<Sample> {
  return { ...(await lookAtBacklog(options, checks)), failed: false };
}

function failed(last: Sample, error: unknown): Sample {
  const left = `the auditor could not look: ${errorText(error)}`;
  return { ...last, failed: true, done: false, left };
}

/**
 * Whether one of the amounts is lower than ever before. Canaries come and go all the time, so an
 * amount that only changes is no progress.
 */
function lowers(lowest: number[], amounts: readonly number[]): boolean {
  let lower = false;
  for (const [at, amount] of amounts.entries()) {
    if (amount >= (lowest[at] ?? Infinity)) continue;
    lowest[at] = amount;
    lower = true;
  }
  return lower;
}
