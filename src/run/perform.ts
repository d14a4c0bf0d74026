import { orAbort } from "../fixtures/or-abort.ts";
import { mayLoseInOutage } from "../history/delivery-claims.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Workload } from "../scenarios/scenario.ts";
import type { Stage } from "../scenarios/stage.ts";
import { counted } from "../wording.ts";
import { createPayloadFinder } from "../workload/payload.ts";
import { topicsOf } from "../workload/topic.ts";
import { createStage } from "./create-stage.ts";
import { openRun, type OpenRun } from "./open-run.ts";
import { openPublisherBuses } from "./participants/open-publisher-buses.ts";
import { publishAfterClose } from "./participants/publish-after-close.ts";
import { createPublishers, type Publishers } from "./participants/publishers.ts";
import { warmUp } from "./participants/warm-up.ts";
import type { PreparedRun } from "./plan/prepared-run.ts";
import { BusRefusal, HungCall } from "./record/bus-refusal.ts";
import { recordAudit, recordDeadLetters } from "./record/record-audit.ts";
import { recordBusFailures } from "./record/record-bus-failures.ts";
import { recordLeftovers } from "./record/record-leftovers.ts";
import { recordRedisTrouble } from "./record/record-redis-trouble.ts";
import { recordSearch } from "./record/record-search.ts";
import { recordSizes } from "./record/record-sizes.ts";
import { recordTraffic } from "./record/record-traffic.ts";
import type { RunEnvironment } from "./run-environment.ts";
import type { RunControl } from "./run-event.ts";
import { drain, type DrainOutcome } from "./stage/drain.ts";
import { createFaultsInForce, type FaultsInForce } from "./stage/faults-in-force.ts";
import { openFreshSubscribers } from "./stage/fresh-subscribers.ts";
import { runStandardSteps } from "./stage/standard-steps.ts";
import type { Ledger } from "./watch/ledger.ts";

/**
 * Performs one run, from the start of Redis to the close of the last bus, and leaves its history in its
 * folder. Judges nothing. If the bus refuses to open or to subscribe, or if the run is interrupted, the
 * run ends early, and the judge sees what was recorded until then.
 *
 * @throws UsageError for a malformed bus module; EnvironmentError if Redis, a link or the history file
 *   fails.
 */
export async function perform(
  run: PreparedRun,
  environment: RunEnvironment,
  control: RunControl,
): Promise<void> {
  await using open = await openRun(run, environment, control);
  const { header, history, phases, harness, redis, roles, signal } = open;
  const { recorder } = history;
  const faults = openFaults(run, open);
  const { redisVersion, link } = header.environment;
  phases.enter("setup", `redis ${redisVersion}, ${redis.provider}, ${link} link`);
  try {
    await orAbort(open.processes.ready(), signal);
    await performPhases(run, open, faults);
  } catch (error) {
    if (error instanceof BusRefusal) recordRefusal(recorder, error);
    else if (!signal.aborted) throw error;
  } finally {
    const failures = await roles.closeBuses();
    if (!signal.aborted) recordBusFailures(recorder, failures);
    await faults.end();
  }
  await lookForLeftovers(run, open);
  const { directRedis } = open;
  if (!signal.aborted) await recordRedisTrouble({ recorder, redis, directRedis });
  await recordTraffic(roles.links, recorder);
  harness.recordDelay();
  if (recorder.failure) throw recorder.failure;
}

/** A bus that connects again does so within 200 ms at most, so 300 ms without a connection are enough. */
const quietMs = 300;

/** An exploration has a thousand runs, so a run with faults at commands does not wait for new connections. */
async function lookForLeftovers({ variant }: PreparedRun, open: OpenRun): Promise<void> {
  const { history, roles, signal } = open;
  const { recorder } = history;
  if (signal.aborted) return;
  const wait = { quietMs: variant.commandFaults ? 0 : quietMs, signal };
  await recordLeftovers({ links: roles.links, recorder, ...wait }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** Leaves out a call that hangs, because the history has it already. */
function recordRefusal(recorder: Recorder, refusal: BusRefusal): void {
  if (!(refusal instanceof HungCall)) recordBusFailures(recorder, [refusal.message]);
}

/** Arms the command faults before a bus opens, so that they can strike the very first command. */
function openFaults({ variant }: PreparedRun, open: OpenRun): FaultsInForce {
  const { header, history, phases, roles, redis, databases, streamKey, signal } = open;
  const faults = createFaultsInForce({
    recorder: history.recorder,
    phases,
    roles,
    redis,
    processes: open.processes.control,
    persistence: variant.persistence,
    streams: streamKey && {
      keys: topicsOf(variant.workload).map(streamKey),
      ask: async (key, words) => (await databases.holderOf(key)).ask(words),
      messagesIn: createPayloadFinder(header.runId),
    },
    recordDelay: open.harness.recordDelay,
    signal,
  });
  for (const fault of variant.commandFaults ?? []) faults.arm(fault);
  return faults;
}

/**
 * Opens the publishers, follows the steps of the variant, drains the bus, audits its streams and closes
 * the subscriptions. Faults are healed after the steps, even if a step fails.
 */
async function performPhases(
  run: PreparedRun,
  open: OpenRun,
  faults: FaultsInForce,
): Promise<void> {
  const { header, history, phases, auditor, streamKey, calls, signal } = open;
  const { recorder, ledger } = history;
  const publishers = await openPublishers(run, open);
  await warmUp({ publishers, ledger, signal });
  const atLeastOnce = !mayLoseInOutage(header.guarantees);
  const redelivers = header.guarantees.redeliversWithinMs > 0;
  const { deadLetters } = header.guarantees;
  const backlog = { ledger, auditor, streamKey, atLeastOnce, redelivers, deadLetters };
  const { stage, settled } = createStage(run, open, { publishers, faults, backlog });
  try {
    phases.enter("steady", workloadText(run.variant.workload));
    try {
      await runSteps(stage, run);
    } finally {
      publishers.stopLoad();
      await faults.healAll();
      await settled();
    }
    phases.enter("drain", "consumers empty the backlog");
    const { redeliversWithinMs, reclaimsWithinMs } = header.guarantees;
    const stallLimitMs = Math.max(run.recoveryLimitMs, redeliversWithinMs, reclaimsWithinMs);
    const drained = await drain({ ...backlog, publishers, stallLimitMs, signal });
    recordDrain(recorder, drained);
    if (streamKey) await recordAudit(auditedTopics(run, ledger), { recorder, auditor, streamKey });
    else if (atLeastOnce) await lookAtSizes(open);
    const { deadLetterKey } = open;
    if (deadLetterKey)
      await recordDeadLetters(auditedTopics(run, ledger), { recorder, auditor, deadLetterKey });
    await lookForMissing(open, drained);
  } finally {
    await faults.cleanUp();
  }
  await calls.closeSubscriptions();
  await publishAfterClose({ publishers, ledger, signal });
}

/**
 * Looks for the messages that exist and that a group has not handled, after a drain that decides about them:
 * first in Redis, then by a fresh subscriber of the group, which may change what is in Redis. An
 * at-most-once bus keeps nothing, so there is nothing to look for.
 */
async function lookForMissing(open: OpenRun, { outcome }: DrainOutcome): Promise<void> {
  const { header, history, databases, keyPatterns: patterns, signal } = open;
  if (outcome === "progressing" || header.guarantees.delivery === "at-most-once") return;
  const { recorder, ledger } = history;
  const lacking = ledger.openGroups().filter((group) => group.missing().length > 0);
  if (lacking.length === 0) return;
  const missing = new Set(lacking.flatMap((group) => group.missing()));
  const { runId } = header;
  const left = await recordSearch(missing, { recorder, databases, patterns, runId });
  // A durable outbox may have a message that Redis does not have.
  const { durableOutbox, redeliversWithinMs } = header.guarantees;
  const mayGet = lacking.filter(
    (group) => durableOutbox || group.missing().some((message) => left.has(message)),
  );
  const { calls, roles } = open;
  if (mayGet.length === 0) return;
  await openFreshSubscribers(mayGet, { ledger, calls, roles, signal, redeliversWithinMs });
}

/** A bus that names no streams may keep its work in lists and sets. */
async function lookAtSizes(open: OpenRun): Promise<void> {
  const { history, databases, keyPatterns: patterns, namespace } = open;
  const { recorder } = history;
  await recordSizes({ recorder, databases: databases.all(), patterns, namespace });
}

async function openPublishers({ variant }: PreparedRun, open: OpenRun): Promise<Publishers> {
  const { history, roles, calls, signal } = open;
  const { workload, minimums, openAttempts: attempts = 1 } = variant;
  const { publishers, ...load } = workload;
  const buses = await openPublisherBuses({ roles, publishers, attempts, signal });
  return createPublishers({
    buses,
    calls,
    load,
    // With a fault the load goes on until the recovery is over, whatever number of messages is set.
    endsByItself: minimums.faults === 0,
    topics: topicsOf(workload),
    startMs: history.startMs,
    signal,
  });
}

async function runSteps(stage: Stage, { variant, plan, moments }: PreparedRun): Promise<void> {
  if (variant.steps) await variant.steps(stage, moments);
  else await runStandardSteps(stage, variant.workload, plan);
}

function recordDrain(recorder: Recorder, { outcome, detail }: DrainOutcome): void {
  const type = outcome === "complete" ? "ok" : "info";
  recorder.record({ kind: "drain", type, process: "auditor", outcome, detail });
}

function auditedTopics({ variant }: PreparedRun, ledger: Ledger): ReadonlySet<string> {
  return new Set([...topicsOf(variant.workload), ...ledger.openGroups().map(({ topic }) => topic)]);
}

function workloadText(workload: Workload): string {
  const { publishers, groups, ratePerSecond, messages } = workload;
  const topics = topicsOf(workload).length;
  const onTopics = topics > 1 ? ` on ${counted(topics, "topic")}` : "";
  const pace = ratePerSecond === "burst" ? `${messages ?? 0} at once` : `${ratePerSecond}/s`;
  return `${counted(publishers, "publisher")}, ${counted(groups, "group")}${onTopics}, ${pace}`;
}
