import { nowMs, sleep, waitUntil, withDeadline } from "../../clock.ts";
import { orAbort } from "../../fixtures/or-abort.ts";
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
    await orAbort(withDeadline(settled, "the publishers to be answered", limitMs), signal);
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
  return waitUntil(isHandled, { ...wait, what: "the groups to handle it" }).catch(() => {
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

/** A message that takes longer than this counts as slow, so there is no need to wait longer. */
const inFlightLimitMs = 500;

async function awaitInFlight({ ledger, signal }: LoadControlOptions): Promise<void> {
  const isQuiet = (): boolean =>
    ledger.unsettled() === 0 && ledger.openGroups().every((group) => group.outstanding() === 0);
  const wait = { what: "the last messages", timeoutMs: inFlightLimitMs, signal };
  // A bus may lose messages if it does not claim at-least-once, so this wait may reach its limit.
  await waitUntil(isQuiet, wait).catch(() => signal.throwIfAborted());
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
  return waitUntil(isRecovered, wait).catch(() => {
    signal.throwIfAborted();
    return false;
  });
}

const minimumLimitMs = 10_000;

/**
 * Waits for a time, and then until the minimum of messages was acknowledged, because the load lags
 * behind on a busy machine. Gives up after 10 s: then the bus acknowledges nothing, which the judge
 * reports.
 */
async function awaitSteadyState(options: LoadControlOptions, ms: number): Promise<void> {
  const { ledger, minimumAcknowledged, signal } = options;
  await sleep(ms, signal);
  await waitUntil(() => ledger.counts.acknowledged >= minimumAcknowledged, {
    what: `${minimumAcknowledged} acknowledged messages`,
    timeoutMs: minimumLimitMs,
    signal,
  }).catch(() => signal.throwIfAborted());
}
