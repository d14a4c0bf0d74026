import { mkdirSync, writeFileSync } from "node:fs";

import { nowMs } from "../clock.ts";
import { writeError } from "../write-error.ts";
import { judgeRun } from "./judge-run.ts";
import { perform } from "./perform.ts";
import type { PreparedRun } from "./plan/prepared-run.ts";
import type { RunEnvironment } from "./run-environment.ts";
import type { RunControl } from "./run-event.ts";
import { historyFileOf, planFileOf } from "./run-folder.ts";
import type { JudgedRun } from "./run-record.ts";

/**
 * Runs one variant from its plan to its verdict. The verdict comes from the history file alone, so
 * `chaos check` of the same folder says the same later.
 *
 * @throws EnvironmentError if the folder cannot be written; UsageError for a malformed bus module.
 */
export async function runVariant(
  run: PreparedRun,
  environment: RunEnvironment,
  control: RunControl,
): Promise<JudgedRun> {
  const { directory, title } = run;
  const startMs = nowMs();
  savePlan(run);
  await perform(run, environment, control);
  const durationMs = nowMs() - startMs;
  return {
    ...judgeRun(historyFileOf(directory)),
    title,
    durationMs,
    interrupted: control.signal.aborted,
  };
}

function savePlan(run: PreparedRun): void {
  const { directory } = run;
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(planFileOf(directory), planText(run));
  } catch (error) {
    throw writeError(directory, error);
  }
}

type SavedRun = Pick<PreparedRun, "plan" | "moments" | "handlers" | "title" | "variant">;

/** Returns the content of `plan.json`. The same seed gives the same bytes. */
export function planText({ plan, moments, handlers, title, variant }: SavedRun): string {
  const { scenario, variant: name, bus, seed } = title;
  const saved = {
    schemaVersion: 1,
    scenario,
    variant: name,
    bus,
    seed,
    workload: variant.workload,
    plan,
    ...(moments.length > 0 && { moments }),
    ...(handlers.length > 0 && { handlers }),
    ...(variant.commandFaults && { commandFaults: variant.commandFaults }),
  };
  return `${JSON.stringify(saved, null, 2)}\n`;
}
