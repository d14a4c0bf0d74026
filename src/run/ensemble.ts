import { nowMs } from "../clock.ts";
import type { RunningRedis } from "../fixtures/redis/redis.ts";
import type { HistoryHeader } from "../history/history-header.ts";
import { openRecorder, type Recorder } from "../history/recorder.ts";
import { createRoles, type Roles } from "./participants/roles.ts";
import { createHeader } from "./record/create-header.ts";
import { createPhaseTracker, type PhaseTracker } from "./record/phase-tracker.ts";
import { recordCommands } from "./record/record-commands.ts";
import { createRecordedCalls, type RecordedCalls } from "./record/recorded-calls.ts";
import { createDirectRedis, type DirectRedis } from "./redis/direct-redis.ts";
import { removeKeys } from "./redis/remove-keys.ts";
import type { VariantRun } from "./run-variant.ts";
import { createCommandWatch, type CommandWatch } from "./watch/command-watch.ts";
import { watchHarness, type HarnessWatch } from "./watch/harness-watch.ts";
import { watchIntervals, type IntervalWatch } from "./watch/interval-watch.ts";
import { createLedger, type Ledger } from "./watch/ledger.ts";
import { createRecoveryWatch, type RecoveryWatch } from "./watch/recovery-watch.ts";

/** Everything one run works with. Disposing closes it in the reverse order of opening. */
export interface Ensemble extends AsyncDisposable {
  readonly header: HistoryHeader;
  readonly startMs: number;
  readonly redis: RunningRedis;
  readonly redisVersion: string;
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  readonly recovery: RecoveryWatch;
  readonly commandWatch: CommandWatch;
  readonly phases: PhaseTracker;
  readonly harness: HarnessWatch;
  /** Only of a run that leaks are looked for in, which has the process to itself. */
  readonly intervals: IntervalWatch | undefined;
  readonly directRedis: DirectRedis;
  readonly roles: Roles;
  readonly recording: RecordedCalls;
  /** Prefix of every key and channel of this run. */
  readonly namespace: string;
  readonly topic: string;
  /** Aborted when the run is interrupted or its history can't be written any more. */
  readonly signal: AbortSignal;
}

export async function openEnsemble(run: VariantRun, historyFile: string): Promise<Ensemble> {
  await using opening = new AsyncDisposableStack();
  const { request, variant, guarantees, title, onEvent } = run;
  const redis = opening.use(
    await run.provider.start({ persistence: variant.persistence, signal: run.signal }),
  );
  const header = createHeader(run, (await redis.identity()).version);
  const namespace = `bus-chaos:${header.runId}:`;
  // Every other Redis is ours, and its keys end with it.
  if (redis.provider === "external") opening.defer(() => removeKeys(redis, namespace));

  const startMs = nowMs();
  const watches = createWatches(guarantees.replaysFromStart);
  const watchers = Object.values(watches).map(({ watch }) => watch);
  const recorder = opening.adopt(
    openRecorder({ file: historyFile, header, now: () => nowMs() - startMs, watchers }),
    (each) => each.close(),
  );
  const phases = createPhaseTracker(recorder, (phase, detail) =>
    onEvent({ kind: "phase", title, phase, detail, elapsedMs: nowMs() - startMs }),
  );
  const harness = opening.use(watchHarness({ run, recorder, ledger: watches.ledger, startMs }));
  const intervals = variant.checkers.includes("leak") ? opening.use(watchIntervals()) : undefined;
  const signal = AbortSignal.any([run.signal, harness.broken]);
  const directRedis = opening.adopt(createDirectRedis(redis, signal), (each) => each.close());
  const roles = opening.adopt(
    createRoles({
      module: request.bus,
      redis,
      links: run.links,
      recorder,
      namespace,
      blockMs: variant.workload.blockMs,
      logger: harness.logger,
      signal: harness.busSignal,
    }),
    (each) => each.closeLinks(),
  );
  const { runId } = header;
  roles.onLink((link) => recordCommands(link, { recorder, runId, namespace, startMs }));
  const { payloadBytes } = variant.workload;
  const recording = createRecordedCalls({ recorder, runId, payloadBytes, signal });
  const everything = opening.move();
  return {
    header,
    startMs,
    redis,
    redisVersion: header.environment.redisVersion,
    recorder,
    ...watches,
    phases,
    harness,
    intervals,
    directRedis,
    roles,
    recording,
    namespace,
    topic: "orders",
    signal,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

/** What looks at every operation while the run goes on. */
function createWatches(
  replaysFromStart: boolean,
): Pick<Ensemble, "ledger" | "recovery" | "commandWatch"> {
  return {
    ledger: createLedger(replaysFromStart),
    recovery: createRecoveryWatch(),
    commandWatch: createCommandWatch(),
  };
}
