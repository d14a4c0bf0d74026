import type { BusModule } from "../bus/contract.ts";
import { deadLetterKeyOf, streamKeyOf } from "../bus/validate-module.ts";
import { sleep } from "../clock.ts";
import { announceRun } from "../fixtures/redis/external/announce-run.ts";
import { namespaceOfRun } from "../fixtures/redis/external/run-namespace.ts";
import type { HistoryHeader } from "../history/history-header.ts";
import type { Recorder } from "../history/recorder.ts";
import type { OpenHistory } from "./open-history.ts";
import { openOwnedHistory } from "./open-owned-history.ts";
import { createRoles, type Roles } from "./participants/roles.ts";
import type { PreparedRun } from "./plan/prepared-run.ts";
import { createHeader } from "./record/create-header.ts";
import { createPhaseTracker, type PhaseTracker } from "./record/phase-tracker.ts";
import { recordCommands } from "./record/record-commands.ts";
import { createRecordedCalls, type RecordedCalls } from "./record/recorded-calls.ts";
import { createAuditor, type Auditor } from "./redis/auditor.ts";
import { createDatabases, type Databases } from "./redis/databases.ts";
import type { DirectRedis } from "./redis/direct-redis.ts";
import { patternsOfRun } from "./redis/key-patterns.ts";
import { removeKeys } from "./redis/remove-keys.ts";
import { withIdentity, type StartedRedis } from "./redis/started-redis.ts";
import type { RunEnvironment } from "./run-environment.ts";
import type { RunControl } from "./run-event.ts";
import { ownedBus } from "./strays/owned-bus.ts";
import { watchBypasses } from "./watch/bypass-watch.ts";
import { watchFailedConnects } from "./watch/failed-connects.ts";
import { watchHarness, type HarnessWatch } from "./watch/harness-watch.ts";
import { watchIntervals, type IntervalWatch } from "./watch/interval-watch.ts";
import { startProcesses, type Processes } from "./workers/start-processes.ts";

/** Everything that is open during one run. Disposing closes it in the reverse order of opening. */
export interface OpenRun extends AsyncDisposable {
  readonly header: HistoryHeader;
  readonly redis: StartedRedis;
  readonly history: OpenHistory;
  readonly phases: PhaseTracker;
  readonly harness: HarnessWatch;
  /** Present if the run looks for leaks. Such a run has the process to itself. */
  readonly intervals: IntervalWatch | undefined;
  readonly directRedis: DirectRedis;
  readonly databases: Databases;
  /** The patterns of the keys that the bus may have written: all keys of a Redis that is for this run alone. */
  readonly keyPatterns: readonly string[];
  readonly auditor: Auditor;
  /** Returns the stream key of a topic; `undefined` if the bus names no streams. */
  readonly streamKey: ((topic: string) => string) | undefined;
  /** Returns the key of the dead letters of a topic; `undefined` if the bus claims none. */
  readonly deadLetterKey: ((topic: string) => string) | undefined;
  readonly roles: Roles;
  readonly calls: RecordedCalls;
  /** The processes of the roles that have one of their own. */
  readonly processes: Processes;
  /** The prefix of every key and channel of this run. */
  readonly namespace: string;
  /** Aborted when the run is interrupted, the bus calls `process.exit`, or the history cannot be written. */
  readonly signal: AbortSignal;
}

/** Starts Redis, opens the history, and prepares the roles. No bus is open yet. */
export async function openRun(
  run: PreparedRun,
  environment: RunEnvironment,
  control: RunControl,
): Promise<OpenRun> {
  await using opening = new AsyncDisposableStack();
  const ground = opening.use(await openGround(run, environment, control));
  const { redis, header, namespace, databases, keyPatterns } = ground;
  const { runId } = header;
  const { bus, directory, title, variant, handlers } = run;
  const { history, errors, busLog } = opening.use(
    openOwnedHistory({ directory, header, further: [databases.watch] }, control.signal),
  );
  const { recorder, startMs } = history;
  const phases = trackPhases(run, history, control);
  const onProgress = () => reportProgress(run, history, control);
  const harness = opening.use(watchHarness({ recorder, errors, onProgress }));
  const intervals = variant.checkers.includes("leak") ? opening.use(watchIntervals()) : undefined;
  const signal = AbortSignal.any([control.signal, harness.broken, errors.exited]);
  const { blockMs, payloadBytes, payloads } = variant.workload;
  const parts = { recorder, runName: `${title.scenario}/${variant.name}` };
  const calls = createRecordedCalls({ ...parts, runId, payloadBytes, payloads, handlers, signal });
  const { module: ownedModule, abandon } = ownedBus(bus, errors);
  const { handling } = calls;
  const linkOf = (role: string) => roles.links.get(role);
  const forProcesses = { recorder, errors, busLog, handling, abandon, linkOf };
  const processes = opening.use(startProcesses(run, forProcesses));
  const forBuses = { loggerOf: busLog.loggerOf, busSignal: harness.busSignal };
  const context = { namespace, blockMs, ...forBuses, runName: parts.runName };
  const module = processes.module(ownedModule);
  const { prepare } = processes;
  const ofRoles = { ...context, module, prepare, redis, links: environment.links };
  const rolesOfRun = createRoles({ ...ofRoles, recorder: recordUntil(errors.exited, recorder) });
  const roles = opening.adopt(rolesOfRun, (each) => closeLinks(each, signal));
  roles.onLink((link) => recordCommands(link, namespace, { recorder, runId, startMs }));
  opening.use(watchFailedConnects({ recorder, links: roles.links }));
  opening.use(watchBypasses({ recorder, redis, directRedis: databases.main, links: roles.links }));
  processes.onEnd((role) => {
    calls.forget(role);
    roles.forget(role);
  });
  const everything = opening.move();
  return {
    header,
    redis,
    history,
    phases,
    harness,
    intervals,
    ...auditParts(bus, { databases, runId, namespace }),
    keyPatterns,
    roles,
    calls,
    processes,
    namespace,
    signal,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

/** The Redis of a run, and what the harness must know about it before the history begins. */
interface Ground extends AsyncDisposable {
  readonly redis: StartedRedis;
  readonly header: HistoryHeader;
  readonly namespace: string;
  readonly databases: Databases;
  /** As `OpenRun.keyPatterns`. */
  readonly keyPatterns: readonly string[];
}

async function openGround(
  run: PreparedRun,
  { provider, links }: RunEnvironment,
  { signal }: RunControl,
): Promise<Ground> {
  await using opening = new AsyncDisposableStack();
  const { persistence } = run.variant;
  const redis = await withIdentity(opening.use(await provider.start({ persistence, signal })));
  const { version: redisVersion } = redis.lastIdentity();
  const environment = { redisVersion, provider: provider.name, link: links.kind };
  const header = createHeader(run, environment, links.capabilities.has("commands"));
  const { runId } = header;
  const namespace = namespaceOfRun(runId);
  // The harness ends every other Redis after the run, and with it the keys.
  const isShared = redis.provider === "external";
  const keyPatterns = patternsOfRun(run.bus, { namespace, runId, isShared });
  const databases = opening.adopt(createDatabases(redis, signal), (each) => each.close());
  if (isShared) opening.use(await ownKeys(redis, { runId, keyPatterns, databases }));
  const everything = opening.move();
  return {
    redis,
    header,
    namespace,
    databases,
    keyPatterns: isShared ? keyPatterns : ["*"],
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

interface OwnKeys {
  readonly runId: string;
  readonly keyPatterns: readonly string[];
  readonly databases: Databases;
}

/** Announces that a run has keys in a Redis that goes on after it. Disposing removes the keys, then the announcement. */
async function ownKeys(
  redis: StartedRedis,
  { runId, keyPatterns, databases }: OwnKeys,
): Promise<AsyncDisposable> {
  const announced = await announceRun(redis, runId);
  return {
    async [Symbol.asyncDispose]() {
      using _announced = announced;
      await removeKeys(redis, { keyPatterns, databases: databases.all() });
    },
  };
}

function trackPhases({ title }: PreparedRun, history: OpenHistory, { onEvent }: RunControl) {
  return createPhaseTracker(history.recorder, (phase, detail, lengthMs) =>
    onEvent({ kind: "phase", title, phase, detail, lengthMs, elapsedMs: history.elapsedMs() }),
  );
}

interface AuditSources {
  readonly databases: Databases;
  readonly runId: string;
  readonly namespace: string;
}

/** Returns the parts with which the harness looks into Redis past every link. */
function auditParts(bus: BusModule, { databases, runId, namespace }: AuditSources) {
  return {
    directRedis: databases.main,
    databases,
    auditor: createAuditor(databases, runId),
    streamKey: bus.streamKey && ((topic: string) => streamKeyOf(bus, topic, namespace)),
    deadLetterKey: bus.guarantees.deadLetters
      ? (topic: string) => deadLetterKeyOf(bus, topic, namespace)
      : undefined,
  };
}

/** Records nothing of the buses after one of them has ended the process: a service would do nothing more. */
function recordUntil(ended: AbortSignal, recorder: Recorder): Pick<Recorder, "record"> {
  return { record: (draft) => (ended.aborted ? recorder.count : recorder.record(draft)) };
}

/**
 * A client whose connection ends under it reports that within a few turns of the event loop. An error
 * that comes later than this wait is appended to the history.
 */
const lastErrorsMs = 50;

async function closeLinks(roles: Roles, signal: AbortSignal): Promise<void> {
  await roles.closeLinks();
  await sleep(lastErrorsMs, signal).catch(() => undefined);
}

function reportProgress(
  { title }: PreparedRun,
  history: OpenHistory,
  { onEvent }: RunControl,
): void {
  const { published, acknowledged, inDoubt, delivered } = history.ledger.counts;
  const elapsedMs = history.elapsedMs();
  onEvent({ kind: "progress", title, elapsedMs, published, acknowledged, inDoubt, delivered });
}
