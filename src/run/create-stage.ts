import { nowMs, sleep, waitUntil } from "../clock.ts";
import { errorText } from "../errors.ts";
import type { FaultSpec } from "../faults/fault-plan.ts";
import { createFault, type Fault } from "../faults/fault.ts";
import type { Persistence, RunningRedis } from "../fixtures/redis.ts";
import type { Evidence } from "../history/operation.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Random } from "../random.ts";
import type { Stage, StageSubscriber, StageSubscription } from "../scenarios/stage.ts";
import { takeCensus, type CensusOptions } from "./census.ts";
import { proveAcknowledged, proveDelivery, type DrainOptions } from "./drain.ts";
import type { Ledger } from "./ledger.ts";
import type { PhaseTracker } from "./phase-tracker.ts";
import type { Publishers } from "./publishers.ts";
import type { BusRecording } from "./recorded-bus.ts";
import type { Roles } from "./roles.ts";

export interface StageOptions {
  readonly recorder: Recorder;
  readonly recording: BusRecording;
  readonly ledger: Ledger;
  readonly roles: Roles;
  readonly publishers: Publishers;
  readonly redis: RunningRedis;
  readonly persistence: Persistence;
  readonly topic: string;
  readonly random: Random;
  readonly census: CensusOptions;
  readonly drain: DrainOptions;
  readonly phases: PhaseTracker;
  readonly recovered: () => boolean;
  /** Separates what delayed the harness before a heal from what did after it. */
  readonly recordDelay: () => void;
  readonly recoveryLimitMs: number;
  readonly minimumAcknowledged: number;
  readonly signal: AbortSignal;
}

/** A stage, and the way to clear it: whatever a course left open or in force is ended by the run. */
export interface RunningStage {
  readonly stage: Stage;
  /** Heals what is in force. The first failure is thrown once everything was tried. */
  healAll(): Promise<void>;
  /**
   * Closes what instantaneous faults left half-open. Not before the drain: in the field nobody does
   * it for a bus, so what it does not notice must not be handed to it.
   */
  cleanUp(): Promise<void>;
}

export function createStage(options: StageOptions): RunningStage {
  const { recorder, roles, redis, persistence, signal } = options;
  const inForce = new Set<ActiveFault>();
  let faults = 0;

  async function inject(spec: FaultSpec): Promise<() => Promise<void>> {
    const { links, linksFollow } = roles;
    const fault = createFault(spec, { redis, persistence, links, linksFollow, signal });
    const active = { fault, position: faults++, recorder };
    options.phases.enter("fault", fault.name);
    inForce.add(active);
    options.recordDelay();
    await recordAction(active, "inject", () => fault.inject());
    if (fault.instantaneous) await recordAction(active, "heal", async () => []);
    return async () => {
      if (!inForce.delete(active)) return;
      options.recordDelay();
      await heal(active);
      options.phases.enter("recovery", fault.name);
    };
  }

  async function openSubscriber(wanted: StageSubscriber): Promise<StageSubscription> {
    const { role, group, from, topic = options.topic } = wanted;
    const subscription = { role, topic, group, from, consumer: `${group}-consumer` };
    return options.recording.subscribe(() => roles.openBus(role), subscription);
  }

  const stage: Stage = {
    random: options.random,
    signal,
    topic: options.topic,
    openSubscriber,
    startLoad: () => options.publishers.startLoad(),
    stopLoad: () => options.publishers.stopLoad(),
    endLoad: () => endLoad(options, faults > 0),
    proveDelivery: () => proveDelivery(options, options.recoveryLimitMs),
    inject,
    recovered: () => awaitRecovery(options),
    acknowledged: () => proveAcknowledged(options.drain, options.recoveryLimitMs),
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

  /** The latest first, since an earlier one may have been laid on a path that it needs. */
  async function healEach(wanted: (fault: Fault) => boolean): Promise<void> {
    const failures: unknown[] = [];
    for (const active of [...inForce].toReversed().filter(({ fault }) => wanted(fault))) {
      inForce.delete(active);
      await heal(active).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  return {
    stage,
    healAll: () => healEach(({ instantaneous }) => !instantaneous),
    cleanUp: () => healEach(({ instantaneous }) => instantaneous),
  };
}

/**
 * What was in flight when the load stopped may show that the steady state was none: then the load
 * goes on, because a recovery that is not seen to last is not seen at all.
 */
async function endLoad(options: StageOptions, disturbed: boolean): Promise<void> {
  const { publishers, recovered, recoveryLimitMs } = options;
  const endMs = nowMs() + recoveryLimitMs;
  await publishers.loadSent(recoveryLimitMs);
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

interface ActiveFault {
  readonly fault: Fault;
  readonly position: number;
  readonly recorder: Recorder;
}

/** Records the call, what it showed, and that it went wrong, if it did. */
async function recordAction(
  { fault, position, recorder }: ActiveFault,
  action: "inject" | "heal",
  act: () => Promise<readonly Evidence[]>,
): Promise<void> {
  const common = { kind: "fault", process: "nemesis", action, fault: position } as const;
  const { name, roles, network, forgetful, forgetsLastMs } = fault;
  const marks = { network, forgetful, forgetsLastMs };
  recorder.record({ ...common, type: "invoke", name, roles, ...marks });
  try {
    recorder.record({ ...common, type: "ok", evidence: await act() });
  } catch (error) {
    recorder.record({ ...common, type: "info", evidence: [], error: errorText(error) });
    throw error;
  }
}

async function heal(active: ActiveFault): Promise<void> {
  const { fault } = active;
  // Its recovery was recorded when it struck; what is left is to clean up behind it.
  if (fault.instantaneous) await fault.heal();
  else await recordAction(active, "heal", () => fault.heal());
}
