import type { Bus } from "../bus/contract.ts";
import { sleep } from "../clock.ts";
import { orAbort } from "../fixtures/or-abort.ts";
import { withPatience } from "../patience.ts";
import type { Stage } from "../scenarios/stage.ts";
import { topicsOf } from "../workload/topic.ts";
import type { OpenRun } from "./open-run.ts";
import { openPublisherBus } from "./participants/open-publisher-buses.ts";
import type { Publishers } from "./participants/publishers.ts";
import { tryAgain } from "./participants/try-again.ts";
import type { PreparedRun } from "./plan/prepared-run.ts";
import { recordBusFailures } from "./record/record-bus-failures.ts";
import { createCensusRecorder } from "./stage/census-recorder.ts";
import { proveAcknowledged, proveDelivery } from "./stage/delivery-proofs.ts";
import type { FaultsInForce } from "./stage/faults-in-force.ts";
import { awaitReadyGroups } from "./stage/group-readiness.ts";
import { createHeldStarts } from "./stage/held-starts.ts";
import { createIdleWatch } from "./stage/idle-watch.ts";
import { createLoadControl } from "./stage/load-control.ts";
import type { MessageBacklogOptions } from "./stage/message-backlog.ts";
import { createSubscriberOpener } from "./stage/open-subscriber.ts";
import { createStrikeMoments, type StrikingFault } from "./stage/strike-moments.ts";
import { createSupervisor } from "./stage/supervisor.ts";
import type { CensusOptions } from "./watch/census.ts";

/** The parts of a stage that are opened after the run itself. */
export interface StageParts {
  readonly publishers: Publishers;
  readonly faults: FaultsInForce;
  readonly backlog: MessageBacklogOptions;
}

/** The stage of a run, and what must be waited for when its steps are over. */
export interface StageOfRun {
  readonly stage: Stage;
  /** Resolves when no subscriber that starts again is still starting. */
  settled(): Promise<void>;
}

/** For a moment at which no fault strikes. */
const withoutFault: StrikingFault = { endsConnections: false, commandAct: undefined };

/** Puts the stage together, on which the steps of a variant act. */
export function createStage(
  run: PreparedRun,
  open: OpenRun,
  { publishers, faults, backlog }: StageParts,
): StageOfRun {
  const { variant, recoveryLimitMs } = run;
  const { history, roles, calls, processes, directRedis, signal } = open;
  const { recorder, ledger, recovery, commandWatch } = history;
  const attempts = variant.openAttempts ?? 1;
  const [topic] = topicsOf(variant.workload);
  const moments = createStrikeMoments({
    links: roles.links,
    purposes: history.commandPurposes,
    publishers,
    startMs: history.startMs,
    signal,
  });
  const openSubscriber = createSubscriberOpener({ calls, roles, topic, attempts, signal });
  const supervisor = createSupervisor({
    openSubscriber,
    onProcessEnd: processes.onEnd,
    recorder,
    signal,
  });
  const stage: Stage = {
    signal,
    openSubscriber,
    closeBus: (role) => closeBus(role, open),
    restartPublisher: (role) => publishers.replace(role, () => reopen(role, attempts, open)),
    supervise: supervisor.supervise,
    processEnded: (role) => awaitEnd(role, open),
    ...createHeldStarts({ openSubscriber, faults, commandWatch, directRedis, signal }),
    ...createLoadControl({
      publishers,
      ledger,
      isDisturbed: () => faults.count() > 0,
      isRecovered: () => recovery.isRecovered(history.elapsedMs()),
      knowsRhythm: () => recovery.knowsRhythm(history.elapsedMs()),
      probeLimitMs: () => recovery.probeLimitMs(),
      recoveryLimitMs,
      minimumAcknowledged: variant.minimums.acknowledged,
      signal,
    }),
    ready: () => awaitReadyGroups({ ledger, publishers, recorder, signal }),
    proveDelivery: () => proveDelivery({ ledger, publishers, signal }, recoveryLimitMs),
    acknowledged: () => proveAcknowledged({ ...backlog, signal }, recoveryLimitMs),
    inject: (spec, moment, holdMs) =>
      faults.inject(spec, { planned: moment && moments.plan(moment), holdMs }),
    awaitMoment: async (afterMs) => void (await moments.plan({ afterMs }).reached(withoutFault)),
    connections: async (role) => (await roles.links.get(role)?.traffic())?.open ?? 0,
    openGroups: () => ledger.openGroups().length,
    census: createCensusRecorder(recorder, censusOptions(run, open)),
    pause: (ms) => sleep(ms, signal),
    pauseIdle: createIdleWatch(recorder, signal),
  };
  return { stage, settled: supervisor.settled };
}

async function closeBus(role: string, { calls, roles, history }: OpenRun): Promise<void> {
  await calls.closeSubscriptions(role);
  recordBusFailures(history.recorder, await roles.closeBuses(role));
}

async function reopen(role: string, attempts: number, open: OpenRun): Promise<Bus> {
  const { roles, signal } = open;
  await closeBus(role, open);
  return await tryAgain(attempts, () => openPublisherBus(roles, role, signal), signal);
}

const endLimitMs = 10_000;

async function awaitEnd(role: string, { processes, signal }: OpenRun): Promise<boolean> {
  const ended = orAbort(processes.ended(role), signal);
  const inTime = withPatience(ended, `the process of ${role} to end`, endLimitMs);
  return await inTime.then(
    () => true,
    () => (signal.throwIfAborted(), false),
  );
}

function censusOptions({ variant }: PreparedRun, open: OpenRun): CensusOptions {
  const { directRedis, databases, keyPatterns, namespace, streamKey } = open;
  const { harness, intervals } = open;
  return {
    directRedis,
    databases,
    keyPatterns,
    namespace,
    streamKeys: streamKey ? topicsOf(variant.workload).map(streamKey) : [],
    busSignal: harness.busSignal,
    listenerWarnings: harness.listenerWarnings,
    intervals: () => intervals?.count() ?? 0,
  };
}
