import { nowMs, sleep } from "../../clock.ts";
import { orAbort } from "../../fixtures/or-abort.ts";
import { waitPatiently, withPatience } from "../../patience.ts";
import type { Stage } from "../../scenarios/stage.ts";
import type { Publishers } from "../participants/publishers.ts";
import type { Ledger } from "../watch/ledger.ts";

/** The part of the stage that publishes, and that waits for the system to be steady. */
export type LoadControl = Pick<
  Stage,
  "startLoad" | "stopLoad" | "endLoad" | "publish" | "exchange" | "recovered" | "steady"
>;

export interface LoadControlOptions {
  readonly publishers: Publishers;
  readonly ledger: Ledger;
  /** Whether a fault was injected until now. */
  readonly isDisturbed: () => boolean;
  /** Whether every publisher and subscriber is steady again after the last heal. */
  readonly isRecovered: () => boolean;
  /** Whether each publisher and group has shown at which intervals it completes messages. */
  readonly knowsRhythm: () => boolean;
  /** The longest latency of a good probe, after the first fault. */
  readonly probeLimitMs: () => number;
  readonly recoveryLimitMs: number;
  /** The steady phase goes on until this many messages were acknowledged. */
  readonly minimumAcknowledged: number;
  readonly signal: AbortSignal;
}

export function createLoadControl(options: LoadControlOptions): LoadControl {
  const { publishers, signal } = options;
  return {
    startLoad: () => publishers.startLoad(),
    stopLoad: () => publishers.stopLoad(),
    endLoad: () => endLoad(options),
    publish: (limitMs) => areAnswered(publishers.sendEach().settled, limitMs, signal),
    exchange: (limitMs) => exchange(options, limitMs),
    recovered: (limitMs) => awaitRecovery(options, limitMs),
    steady: (ms) => awaitSteadyState(options, ms),
  };
}

/** Whether the buses answered within the limit. A rejection is an answer too. */
async function areAnswered(
  settled: Promise<unknown>,
  limitMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await orAbort(withPatience(settled, "the publishers to be answered", limitMs), signal);
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

const exchangeIntervalMs = 2;

async function exchange(
  { publishers, ledger, signal }: LoadControlOptions,
  limitMs: number,
): Promise<boolean> {
  const { keys, settled } = publishers.sendEach();
  const isHandled = (): boolean =>
    ledger.openGroups().every((group) => !keys.some((key) => group.awaits(key)));
  const wait = { timeoutMs: limitMs, intervalMs: exchangeIntervalMs, signal };
  if (!(await areAnswered(settled, limitMs, signal))) return false;
  return waitPatiently(isHandled, { ...wait, what: "the groups to handle it" }).catch(() => {
    signal.throwIfAborted();
    return false;
  });
}

/**
 * Ends the load. After a fault it first waits for the recovery. If messages that are still in flight
 * then turn out late, the system had not recovered: the load goes on, and the wait starts again.
 */
async function endLoad(options: LoadControlOptions): Promise<void> {
  const { publishers, isDisturbed, isRecovered, recoveryLimitMs } = options;
  const disturbed = isDisturbed();
  await publishers.loadSent(recoveryLimitMs);
  const endMs = nowMs() + recoveryLimitMs;
  while (disturbed && nowMs() < endMs) {
    if (!(await awaitRecovery(options))) break;
    publishers.stopLoad();
    await awaitInFlight(options);
    if (isRecovered()) break;
    publishers.startLoad();
  }
  publishers.stopLoad();
}

/** A message that takes this much longer than a good probe counts as slow, so there is no need to wait longer. */
const inFlightMarginMs = 250;

async function awaitInFlight({ ledger, probeLimitMs, signal }: LoadControlOptions): Promise<void> {
  const isQuiet = (): boolean =>
    ledger.unsettled() === 0 && ledger.openGroups().every((group) => group.outstanding() === 0);
  const wait = { what: "the last messages", timeoutMs: probeLimitMs() + inFlightMarginMs, signal };
  // A bus may lose messages if it does not claim at-least-once, so this wait may reach its limit.
  await waitPatiently(isQuiet, wait).catch(() => signal.throwIfAborted());
}

/** A recovery right at the limit must still be seen to last. */
const recoveryMarginMs = 1000;
const recoveryIntervalMs = 25;

/** Waits until every publisher and subscriber is steady again; false at the limit. */
async function awaitRecovery(
  { isRecovered, recoveryLimitMs, signal }: LoadControlOptions,
  timeoutMs = recoveryLimitMs + recoveryMarginMs,
): Promise<boolean> {
  const what = "the steady state to come back";
  const wait = { what, timeoutMs, intervalMs: recoveryIntervalMs, signal };
  return waitPatiently(isRecovered, wait).catch(() => {
    signal.throwIfAborted();
    return false;
  });
}

const steadyLimitMs = 10_000;

/**
 * Waits for a time, and then until the minimum of messages was acknowledged, because the load lags
 * behind on a busy machine, and until each publisher and group has shown its rhythm. A bus that polls is measured
 * by its own latency, which no shorter time shows. Gives up after 10 s: then the bus acknowledges or delivers nothing,
 * which the judge reports. After a fault nothing has a rhythm that counts.
 */
async function awaitSteadyState(options: LoadControlOptions, ms: number): Promise<void> {
  const { ledger, minimumAcknowledged, isDisturbed, knowsRhythm, signal } = options;
  await sleep(ms, signal);
  const isSteady = (): boolean =>
    ledger.counts.acknowledged >= minimumAcknowledged && (isDisturbed() || knowsRhythm());
  await waitPatiently(isSteady, {
    what: `${minimumAcknowledged} acknowledged messages, and the rhythm of each publisher and group`,
    timeoutMs: steadyLimitMs,
    signal,
  }).catch(() => signal.throwIfAborted());
}
