import type { Bus } from "../bus/contract.ts";
import { streamKeyOf } from "../bus/validate-module.ts";
import { nowMs, sleep, waitUntil } from "../clock.ts";
import { EnvironmentError, errorText, UsageError } from "../errors.ts";
import { orAbort } from "../fixtures/or-abort.ts";
import { createRandom } from "../random.ts";
import type { Stage } from "../scenarios/stage.ts";
import { openEnsemble, type Ensemble } from "./ensemble.ts";
import { createPublishers, type Publishers } from "./participants/publishers.ts";
import { tryAgain } from "./participants/try-again.ts";
import { BusRefusal } from "./record/bus-refusal.ts";
import { recordAudit } from "./record/record-audit.ts";
import { recordTraffic } from "./record/record-traffic.ts";
import { createAuditor } from "./redis/auditor.ts";
import type { VariantRun } from "./run-variant.ts";
import { createStage } from "./stage/create-stage.ts";
import { drain, type DrainOptions } from "./stage/drain.ts";
import { createFaultsInForce, type FaultsInForce } from "./stage/faults-in-force.ts";
import { runStandardSteps } from "./stage/standard-steps.ts";

/** Performs one run and leaves its whole history in the file; judges nothing. */
export async function perform(run: VariantRun, historyFile: string): Promise<void> {
  await using ensemble = await openEnsemble(run, historyFile);
  const { phases, redis, redisVersion, recorder, harness } = ensemble;
  const faults = openFaults(ensemble, run);
  phases.enter("setup", `redis ${redisVersion}, ${redis.provider}, ${run.links.kind} link`);
  try {
    const publishers = await openPublishers(ensemble, run);
    await warmUp(ensemble, publishers);
    await performCourse(ensemble, run, { publishers, faults });
  } catch (error) {
    // An interrupted run is judged by what there is.
    if (error instanceof BusRefusal) recordStray(ensemble, [error.message]);
    else if (!ensemble.signal.aborted) throw error;
  } finally {
    const failures = await ensemble.roles.closeBuses();
    if (!ensemble.signal.aborted) recordStray(ensemble, failures);
    await faults.end();
  }
  await recordTraffic(ensemble);
  harness.recordDelay();
  if (recorder.failure) throw recorder.failure;
}

/** Faults at commands are there before anything opens, so that they can strike the very first one. */
function openFaults(ensemble: Ensemble, { variant }: VariantRun): FaultsInForce {
  const { recordDelay } = ensemble.harness;
  const { persistence, commandFaults = [] } = variant;
  const faults = createFaultsInForce({ ...ensemble, persistence, recordDelay });
  for (const fault of commandFaults) faults.arm(fault);
  return faults;
}

async function openPublishers(ensemble: Ensemble, run: VariantRun): Promise<Publishers> {
  const { workload, openAttempts = 1 } = run.variant;
  const buses = new Map<string, Bus>();
  for (let at = 0; at < workload.publishers; at++) {
    const role = `publisher-${at}`;
    const open = () => openPublisher(ensemble, role);
    buses.set(role, await tryAgain(openAttempts, open, ensemble.signal));
  }
  const limited = run.variant.minimums.faults === 0;
  return createPublishers({ ...ensemble, buses, workload, limited });
}

const warmUpLimitMs = 2000;
const warmUpIntervalMs = 20;

/**
 * A bus may open before it is connected and reject what comes too early, which would be all of a
 * burst. So the load waits until a first message was acknowledged, or for the limit.
 */
async function warmUp({ ledger, signal }: Ensemble, publishers: Publishers): Promise<void> {
  const isWarm = (): boolean => {
    if (ledger.counts.acknowledged > 0) return true;
    // One at a time: a bus that waits for its connection shall not find a queue of them.
    if (ledger.unsettled() === 0) publishers.sendCanaries();
    return false;
  };
  const wait = { what: "a first acknowledged message", timeoutMs: warmUpLimitMs, signal };
  await waitUntil(isWarm, { ...wait, intervalMs: warmUpIntervalMs }).catch(() =>
    signal.throwIfAborted(),
  );
}

/** @throws UsageError for a module that is malformed, BusRefusal for a bus that does not open. */
async function openPublisher({ roles, signal }: Ensemble, role: string): Promise<Bus> {
  try {
    return await orAbort(roles.openBus(role), signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UsageError || error instanceof EnvironmentError) throw error;
    throw new BusRefusal(`${role} did not open: ${errorText(error)}`, { cause: error });
  }
}

/** A bus that does not open, subscribe or close: a user's program would not get past that either. */
function recordStray({ recorder }: Ensemble, errors: readonly string[]): void {
  for (const error of errors) {
    recorder.record({ kind: "stray-error", type: "info", process: "bus", error });
  }
}

/** What a course acts with. */
interface Acting {
  readonly publishers: Publishers;
  readonly faults: FaultsInForce;
}

async function performCourse(
  ensemble: Ensemble,
  run: VariantRun,
  { publishers, faults }: Acting,
): Promise<void> {
  const { phases, recording } = ensemble;
  const options = drainOptions(ensemble, run, publishers);
  const stage = openStage(ensemble, run, { ...options, faults });
  try {
    phases.enter("steady", describeWorkload(run));
    await followCourse(stage, run, { publishers, faults });
    await drainAndAudit(ensemble, options);
  } finally {
    await faults.cleanUp();
  }
  await recording.closeSubscriptions();
  await listenForZombies(ensemble, publishers);
}

async function followCourse(
  stage: Stage,
  { variant, plan }: VariantRun,
  { publishers, faults }: Acting,
): Promise<void> {
  try {
    if (variant.steps) await variant.steps(stage);
    else await runStandardSteps(stage, variant.workload, plan);
  } finally {
    publishers.stopLoad();
    await faults.healAll();
  }
}

async function drainAndAudit(ensemble: Ensemble, options: DrainOptions): Promise<void> {
  ensemble.phases.enter("drain", "consumers empty the backlog");
  const { outcome, detail } = await drain(options);
  const type = outcome === "complete" ? "ok" : "info";
  ensemble.recorder.record({ kind: "drain", type, process: "auditor", outcome, detail });
  await recordAudit(ensemble, options);
}

function openStage(
  ensemble: Ensemble,
  run: VariantRun,
  { faults, ...drainOfRun }: DrainOptions & { faults: FaultsInForce },
): Stage {
  const { directRedis, namespace, harness, topic, recovery, startMs } = ensemble;
  const { bus } = run.request;
  return createStage({
    ...ensemble,
    faults,
    publishers: drainOfRun.publishers,
    drain: drainOfRun,
    random: createRandom(run.title.seed).fork("course"),
    recovered: () => recovery.isRecovered(nowMs() - startMs),
    recoveryLimitMs: run.request.recoveryLimitMs,
    minimumAcknowledged: run.variant.minimums.acknowledged,
    openAttempts: run.variant.openAttempts ?? 1,
    signal: ensemble.signal,
    census: {
      directRedis,
      namespace,
      streamKeys: bus.streamKey ? [streamKeyOf(bus, topic, namespace)] : [],
      busSignal: harness.busSignal,
      listenerWarnings: harness.listenerWarnings,
      intervals: () => ensemble.intervals?.count() ?? 0,
    },
  });
}

function drainOptions(ensemble: Ensemble, run: VariantRun, publishers: Publishers): DrainOptions {
  const { namespace } = ensemble;
  const { bus } = run.request;
  return {
    ledger: ensemble.ledger,
    publishers,
    auditor: createAuditor(ensemble.directRedis, ensemble.header.runId),
    streamKey: bus.streamKey && ((topic) => streamKeyOf(bus, topic, namespace)),
    atLeastOnce: run.guarantees.delivery === "at-least-once",
    stallLimitMs: run.request.recoveryLimitMs,
    signal: ensemble.signal,
  };
}

const zombieMessages = 3;
const zombieWaitMs = 50;
const zombieSettleMs = 2000;

/** Publishes once more after every subscription was closed: whoever handles that is a zombie. */
async function listenForZombies(
  { ledger, signal }: Ensemble,
  publishers: Publishers,
): Promise<void> {
  for (let sent = 0; sent < zombieMessages; sent++) publishers.sendCanaries();
  const wait = { what: "the last canaries to settle", timeoutMs: zombieSettleMs, signal };
  await waitUntil(() => ledger.unsettled() === 0, wait).catch(() => signal.throwIfAborted());
  await sleep(zombieWaitMs, signal);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function describeWorkload({ variant: { workload } }: VariantRun): string {
  const { publishers, groups, ratePerSecond, messages } = workload;
  const pace = ratePerSecond === "burst" ? `${messages ?? 0} at once` : `${ratePerSecond}/s`;
  return `${counted(publishers, "publisher")}, ${counted(groups, "group")}, ${pace}`;
}
