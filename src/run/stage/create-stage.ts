import { nowMs, sleep, waitUntil, withDeadline } from "../../clock.ts";
import { orAbort } from "../../fixtures/or-abort.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { Random } from "../../random.ts";
import type { Stage, StageSubscriber, StageSubscription } from "../../scenarios/stage.ts";
import type { Publishers } from "../participants/publishers.ts";
import type { Roles } from "../participants/roles.ts";
import { tryAgain } from "../participants/try-again.ts";
import type { RecordedCalls } from "../record/recorded-calls.ts";
import type { DirectRedis } from "../redis/direct-redis.ts";
import { takeCensus, type CensusOptions } from "../watch/census.ts";
import type { CommandWatch } from "../watch/command-watch.ts";
import type { Ledger } from "../watch/ledger.ts";
import { proveAcknowledged, proveDelivery, type DrainOptions } from "./drain.ts";
import type { FaultsInForce } from "./faults-in-force.ts";
import { createHeldStarts } from "./held-starts.ts";

export interface StageOptions {
  readonly recorder: Recorder;
  readonly recording: RecordedCalls;
  readonly ledger: Ledger;
  readonly roles: Roles;
  readonly publishers: Publishers;
  readonly faults: FaultsInForce;
  readonly commandWatch: CommandWatch;
  readonly directRedis: DirectRedis;
  readonly topic: string;
  readonly random: Random;
  readonly census: CensusOptions;
  readonly drain: DrainOptions;
  readonly recovered: () => boolean;
  readonly recoveryLimitMs: number;
  readonly minimumAcknowledged: number;
  readonly openAttempts: number;
  readonly signal: AbortSignal;
}

export function createStage(options: StageOptions): Stage {
  const { recorder, roles, publishers, faults, recoveryLimitMs, signal } = options;

  async function openSubscriber(wanted: StageSubscriber): Promise<StageSubscription> {
    const { role, group, from, topic = options.topic } = wanted;
    const subscription = { role, topic, group, from, consumer: `${group}-consumer` };
    const subscribe = () => options.recording.subscribe(() => roles.openBus(role), subscription);
    return await tryAgain(options.openAttempts, subscribe, signal);
  }

  return {
    random: options.random,
    signal,
    topic: options.topic,
    openSubscriber,
    ...createHeldStarts({ ...options, openSubscriber }),
    startLoad: () => publishers.startLoad(),
    stopLoad: () => publishers.stopLoad(),
    endLoad: () => endLoad(options, faults.count() > 0),
    publish: (limitMs) => areAnswered(publishers.sendEach().settled, { limitMs, signal }),
    exchange: (limitMs) => exchange(options, limitMs),
    proveDelivery: () => proveDelivery(options, recoveryLimitMs),
    inject: (spec) => faults.inject(spec),
    recovered: () => awaitRecovery(options),
    acknowledged: () => proveAcknowledged(options.drain, recoveryLimitMs),
    steady: (ms) => awaitSteadyState(options, ms),
    connections: async (role) => (await roles.links.get(role)?.traffic())?.open ?? 0,
    async census(round) {
      const values = await takeCensus(options.census);
      recorder.record({
        kind: "sample",
        type: "info",
        process: "auditor",
        sample: "census",
        round,
        values,
      });
    },
    pause: (ms) => sleep(ms, signal),
  };
}

const exchangeIntervalMs = 2;

/** Whether the publishers were answered within the limit, whatever the answer. */
async function areAnswered(
  settled: Promise<unknown>,
  { limitMs, signal }: { limitMs: number; signal: AbortSignal },
): Promise<boolean> {
  try {
    await orAbort(withDeadline(settled, "the publishers to be answered", limitMs), signal);
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

async function exchange(
  { publishers, ledger, signal }: StageOptions,
  limitMs: number,
): Promise<boolean> {
  const { keys, settled } = publishers.sendEach();
  const isHandled = (): boolean =>
    ledger.openGroups().every((group) => !keys.some((key) => group.awaits(key)));
  const wait = { timeoutMs: limitMs, intervalMs: exchangeIntervalMs, signal };
  if (!(await areAnswered(settled, { limitMs, signal }))) return false;
  return waitUntil(isHandled, { ...wait, what: "the groups to handle it" }).catch(() => {
    signal.throwIfAborted();
    return false;
  });
}

/**
 * What was in flight when the load stopped may show that the steady state was none: then the load
 * goes on, because a recovery that is not seen to last is not seen at all.
 */
async function endLoad(options: StageOptions, disturbed: boolean): Promise<void> {
  const { publishers, recovered, recoveryLimitMs } = options;
  await publishers.loadSent(recoveryLimitMs);
  const endMs = nowMs() + recoveryLimitMs;
  while (disturbed && nowMs() < endMs) {
    if (!(await awaitRecovery(options))) break;
    publishers.stopLoad();
    await awaitInFlight(options);
    if (recovered()) break;
    publishers.startLoad();
  }
  publishers.stopLoad();
}

/** Long enough for every message to count as slow that does not come. */
const inFlightLimitMs = 500;

async function awaitInFlight({ ledger, signal }: StageOptions): Promise<void> {
  const isQuiet = (): boolean =>
    ledger.unsettled() === 0 && ledger.openGroups().every((group) => group.outstanding() === 0);
  const wait = { what: "the last messages", timeoutMs: inFlightLimitMs, signal };
  // A bus that may lose messages has some that never come.
  await waitUntil(isQuiet, wait).catch(() => signal.throwIfAborted());
}

/** Waits until every publisher and subscriber is in its steady state again, or for the limit. */
async function awaitRecovery({
  recovered,
  recoveryLimitMs,
  signal,
}: StageOptions): Promise<boolean> {
  const what = "the steady state to come back";
  const wait = { what, timeoutMs: recoveryLimitMs + recoveryMarginMs, intervalMs: 25, signal };
  return waitUntil(recovered, wait).catch(() => {
    signal.throwIfAborted();
    return false;
  });
}

async function awaitSteadyState(options: StageOptions, ms: number): Promise<void> {
  const { ledger, minimumAcknowledged, signal } = options;
  await sleep(ms, signal);
  // On a busy machine the load lags behind; a bus that acknowledges nothing is judged for that.
  await waitUntil(() => ledger.counts.acknowledged >= minimumAcknowledged, {
    what: `${minimumAcknowledged} acknowledged messages`,
    timeoutMs: steadyLimitMs,
    signal,
  }).catch(() => signal.throwIfAborted());
}

const steadyLimitMs = 10_000;

/** A recovery right at the limit still has to be seen to last. */
const recoveryMarginMs = 1000;
