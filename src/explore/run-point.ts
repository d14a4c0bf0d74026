import { rmSync } from "node:fs";

import type { RedisProvider } from "../fixtures/redis/redis.ts";
import type { IndexedHistory } from "../history/indexed-history.ts";
import type { LinkFactory } from "../link/contract/link.ts";
import { createRandom } from "../random.ts";
import { readIndexed } from "../run/judge-run.ts";
import type { RunTitle } from "../run/plan/run-title.ts";
import { historyFileOf } from "../run/run-folder.ts";
import type { JudgedRun } from "../run/run-record.ts";
import { runVariant } from "../run/run-variant.ts";
import { killsRedis } from "./exploration-fault.ts";
import { explorationScenario, explorationVariant } from "./exploration-scenario.ts";
import type { ExplorationPoint, ExplorationRequest, PointOutcome } from "./exploration.ts";

/** The parts that all runs of one exploration share. */
export interface ExplorationContext {
  readonly request: ExplorationRequest;
  /** Gives every run the same Redis. */
  readonly provider: RedisProvider;
  /** Gives a run a Redis of its own. */
  readonly ownProvider: RedisProvider;
  readonly links: LinkFactory;
  readonly signal: AbortSignal;
}

/** Runs the workload once with these faults and judges it. `number` keeps the folders of equal runs apart. */
export async function runPoint(
  { request, provider, ownProvider, links, signal }: ExplorationContext,
  faults: ExplorationPoint,
  number: number,
): Promise<JudgedRun> {
  const { bus, busSource, isolate, recoveryLimitMs } = request.run;
  const variant = explorationVariant(faults, recoveryLimitMs);
  const title = titleOfPoint(request, faults, number);
  const directory = request.run.folder(title);
  const prepared = {
    title,
    variant,
    plan: [],
    moments: [],
    handlers: variant.handlers?.(createRandom(request.run.seed)) ?? [],
    bus,
    busSource,
    isolation: isolate || bus.isolate ? ("every-role" as const) : ("none" as const),
    recoveryLimitMs,
    directory,
  };
  const environment = { provider: killsRedis(faults) ? ownProvider : provider, links };
  return await runVariant(prepared, environment, { onEvent: () => {}, signal });
}

/** Names the run of a point. */
export function titleOfPoint(
  { run }: ExplorationRequest,
  faults: ExplorationPoint,
  number: number,
): RunTitle {
  return {
    scenario: explorationScenario.name,
    variant: explorationVariant(faults, run.recoveryLimitMs).name,
    bus: run.bus.name,
    seed: run.seed,
    repetition: number,
    position: 1,
    total: 1,
  };
}

/** Returns the verdict, or `unreached` if the fault did not strike and the run did not fail. */
export function outcomeOf({ faults, judgement }: JudgedRun): PointOutcome {
  const struck = faults.every(({ evidence }) => evidence.every(({ seen }) => seen));
  return struck || judgement.verdict === "fail" ? judgement.verdict : "unreached";
}

/**
 * Returns true if the judge could not decide about the recovery. Then the harness itself was late, and the
 * lack of CPU may be the only reason for the verdict.
 */
export function isRecoveryUnknown({ judgement }: JudgedRun): boolean {
  return judgement.findings.some(
    ({ kind, verdict }) => kind === "not-recovered" && verdict === "unknown",
  );
}

/** Reads the history of a run from its folder. */
export function historyOf({ directory }: JudgedRun): IndexedHistory {
  return readIndexed(historyFileOf(directory));
}

/** Deletes the folder of a run. */
export function deleteRun({ directory }: JudgedRun): void {
  rmSync(directory, { recursive: true, force: true });
}
