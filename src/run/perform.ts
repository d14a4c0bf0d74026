import type { Bus } from "../bus/contract.ts";
import { nowMs, waitUntil } from "../clock.ts";
import { createRandom } from "../random.ts";
import { createAuditor } from "./auditor.ts";
import { BusRefusal } from "./bus-refusal.ts";
import { createStage, type RunningStage } from "./create-stage.ts";
import { drain, type DrainOptions } from "./drain.ts";
import { openEnsemble, type Ensemble } from "./ensemble.ts";
import { createPublishers, type Publishers } from "./publishers.ts";
import { recordAudit } from "./record-audit.ts";
import { recordTraffic } from "./record-traffic.ts";
import type { VariantRun } from "./run-variant.ts";
import { standardCourse } from "./standard-course.ts";

/** Performs one run and leaves its whole history in the file; judges nothing. */
export async function perform(run: VariantRun, historyFile: string): Promise<void> {
  await using ensemble = await openEnsemble(run, historyFile);
  const { phases, redis, redisVersion, recorder, harness } = ensemble;
  phases.enter("setup", `redis ${redisVersion}, ${redis.provider}, ${run.links.kind} link`);
  try {
    const publishers = await openPublishers(ensemble, run);
    await performCourse(ensemble, run, publishers);
  } catch (error) {
    // What a bus refused is in the history, and an interrupted run is judged by what there is.
    if (!(error instanceof BusRefusal) && !ensemble.signal.aborted) throw error;
  } finally {
    await ensemble.roles.closeBuses();
  }
  await recordTraffic(ensemble);
  harness.recordDelay();
  if (recorder.failure) throw recorder.failure;
}

async function openPublishers(ensemble: Ensemble, run: VariantRun): Promise<Publishers> {
  const { workload } = run.variant;
  const buses = new Map<string, Bus>();
  for (let at = 0; at < workload.publishers; at++) {
    const role = `publisher-${at}`;
    buses.set(role, await ensemble.roles.openBus(role));
  }
  const limited = run.variant.minimums.faults === 0;
  return createPublishers({ ...ensemble, buses, workload, limited });
}

async function performCourse(
  ensemble: Ensemble,
  run: VariantRun,
  publishers: Publishers,
): Promise<void> {
  const { phases, recording } = ensemble;
  const running = openStage(ensemble, run, publishers);
  try {
    phases.enter("steady", describeWorkload(run));
    if (run.variant.course) await run.variant.course(running.stage);
    else await standardCourse(running.stage, run.variant.workload, run.plan);
  } finally {
    publishers.stopLoad();
    await running.healAll();
  }
  phases.enter("drain", "consumers empty the backlog");
  const options = drainOptions(ensemble, run, publishers);
  const { outcome, detail } = await drain(options);
  const type = outcome === "complete" ? "ok" : "info";
  ensemble.recorder.record({ kind: "drain", type, process: "auditor", outcome, detail });
  await recordAudit(ensemble, options);
  await recording.closeSubscriptions();
  await listenForZombies(ensemble, publishers);
}

function openStage(ensemble: Ensemble, run: VariantRun, publishers: Publishers): RunningStage {
  const { oracle, namespace, harness, topic, recovery, startMs } = ensemble;
  const { streamKey } = run.request.bus;
  return createStage({
    ...ensemble,
    publishers,
    random: createRandom(run.title.seed).fork("course"),
    recordDelay: harness.recordDelay,
    recovered: () => recovery.isRecovered(nowMs() - startMs),
    recoveryLimitMs: run.request.recoveryLimitMs,
    persistence: run.variant.persistence,
    minimumAcknowledged: run.variant.minimums.acknowledged,
    signal: ensemble.signal,
    census: {
      oracle,
      namespace,
      streamKeys: streamKey ? [streamKey(topic, namespace)] : [],
      busSignal: harness.busSignal,
      listenerWarnings: harness.listenerWarnings,
    },
  });
}

function drainOptions(ensemble: Ensemble, run: VariantRun, publishers: Publishers): DrainOptions {
  const { namespace } = ensemble;
  const { streamKey } = run.request.bus;
  return {
    ledger: ensemble.ledger,
    publishers,
    auditor: createAuditor(ensemble.oracle, ensemble.header.runId),
    streamKey: streamKey && ((topic) => streamKey(topic, namespace)),
    atLeastOnce: run.guarantees.delivery === "at-least-once",
    stallLimitMs: run.request.recoveryLimitMs,
    signal: ensemble.signal,
  };
}

const zombieMessages = 3;
const zombieWaitMs = 50;
const zombieSettleMs = 2000;

/** Publishes once more after every subscription was closed: whoever handles that is a zombie. */
async function listenForZombies({ ledger }: Ensemble, publishers: Publishers): Promise<void> {
  for (let sent = 0; sent < zombieMessages; sent++) publishers.sendCanaries();
  const what = "the last canaries to settle";
  await waitUntil(() => ledger.unsettled() === 0, { what, timeoutMs: zombieSettleMs }).catch(
    () => {},
  );
  await waitUntil(() => false, { what: "zombies", timeoutMs: zombieWaitMs }).catch(() => {});
}

function describeWorkload({ variant: { workload } }: VariantRun): string {
  const { publishers, groups, ratePerSecond, messages } = workload;
  const pace = ratePerSecond === "burst" ? `${messages ?? 0} at once` : `${ratePerSecond}/s`;
  return `${publishers} publisher, ${groups} groups, ${pace}`;
}
