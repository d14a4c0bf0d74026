import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { nowMs } from "../clock.ts";
import { EnvironmentError, errorText } from "../errors.ts";
import type { FaultStep } from "../faults/fault-plan.ts";
import type { RedisProvider } from "../fixtures/redis/redis.ts";
import type { HistoryGuarantees } from "../history/history-header.ts";
import type { LinkFactory } from "../link/contract/link.ts";
import type { Scenario, Variant } from "../scenarios/scenario.ts";
import { judgeRun } from "./judge-run.ts";
import { perform } from "./perform.ts";
import type { RunRequest } from "./plan/run-request.ts";
import type { RunTitle } from "./plan/run-title.ts";
import type { RunEvent } from "./run-event.ts";
import type { JudgedRun } from "./run-record.ts";

export interface VariantRun {
  readonly request: RunRequest;
  readonly provider: RedisProvider;
  readonly links: LinkFactory;
  readonly scenario: Scenario;
  readonly variant: Variant;
  readonly plan: readonly FaultStep[];
  readonly guarantees: HistoryGuarantees;
  readonly title: RunTitle;
  readonly onEvent: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}

/**
 * One variant from set-up to verdict. The verdict comes from the file on disk alone, so a later
 * `chaos check` of the same folder can only say the same.
 */
export async function runVariant(run: VariantRun): Promise<JudgedRun> {
  const startMs = nowMs();
  const directory = run.request.folder(run.title);
  savePlan(directory, run);
  const historyFile = join(directory, "history.jsonl");
  await perform(run, historyFile);
  const durationMs = nowMs() - startMs;
  return {
    ...judgeRun(historyFile),
    title: run.title,
    durationMs,
    interrupted: run.signal.aborted,
  };
}

function savePlan(directory: string, { plan, title, variant }: VariantRun): void {
  const { scenario, variant: name, bus, seed } = title;
  const saved = {
    schemaVersion: 1,
    scenario,
    variant: name,
    bus,
    seed,
    workload: variant.workload,
    plan,
    ...(variant.commandFaults && { commandFaults: variant.commandFaults }),
  };
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "plan.json"), `${JSON.stringify(saved, null, 2)}\n`);
  } catch (error) {
    throw new EnvironmentError(`cannot write to ${directory}: ${errorText(error)}`, {
      cause: error,
      hint: "Name a folder that can be written to with --out.",
    });
  }
}
