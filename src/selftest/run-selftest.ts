import { rmSync } from "node:fs";
import { join } from "node:path";

import { busNames } from "../bus/registry.ts";
import { nowMs } from "../clock.ts";
import { HarnessError } from "../errors.ts";
import { createAdaptiveLimit } from "../run/adaptive-limit.ts";
import { inParallel } from "../run/in-parallel.ts";
import type { RunRequest } from "../run/plan/run-request.ts";
import { runScenarios } from "../run/run-scenarios.ts";
import { sourceOfPlantedBug } from "../zoo/source-of.ts";
import { explorePublishes } from "./explore-publishes.ts";
import { observeRun, type ObservedRun, type ObservedRuns } from "./observed-run.ts";
import type { PlannedSelftestRun, SelftestPlan } from "./plan-selftest.ts";

/**
 * Runs at once. More than other commands have, because most of these runs wait for a limit. With fewer free
 * cores there are fewer runs, because a bus on a busy machine looks slow without a fault of its own.
 */
const sideBySide = { most: 8, least: 2, load: "spare" } as const;

export interface SelftestSettings {
  /** Folder for the histories. Histories of runs that pass are deleted. */
  readonly folder: string;
  readonly provider: RunRequest["provider"];
  /** Called at the end of each run, with the number of runs that have ended. */
  readonly onRunEnded: (run: ObservedRun, ended: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs the whole plan: first the runs that can share a process, side by side, then the others one by one.
 * After an abort of the signal no run begins, and the runs in progress do not count.
 *
 * @throws EnvironmentError if there is no Redis to run on.
 */
export async function runSelftest(
  { planted, correct }: SelftestPlan,
  settings: SelftestSettings,
): Promise<ObservedRuns> {
  const { signal } = settings;
  const ended = new Map<PlannedSelftestRun, ObservedRun>();
  const runOne = async (planned: PlannedSelftestRun): Promise<void> => {
    const observed = signal.aborted ? undefined : await runUnlessAborted(planned, settings);
    if (!observed) return;
    ended.set(planned, observed);
    settings.onRunEnded(observed, ended.size);
  };
  const all = [...planted, ...correct];
  const together = all.filter((planned) => !needsProcess(planned));
  const limit = together.length <= 1 ? 1 : await createAdaptiveLimit(sideBySide);
  await inParallel(together, limit, runOne);
  await inParallel(all.filter(needsProcess), 1, runOne);
  const observedOf = (planned: PlannedSelftestRun): ObservedRun[] => {
    const observed = ended.get(planned);
    return observed ? [observed] : [];
  };
  return { planted: planted.flatMap(observedOf), correct: correct.flatMap(observedOf) };
}

/** Returns whether this run must have the process to itself. */
export function needsProcess({ variant }: PlannedSelftestRun): boolean {
  return variant === undefined || variant.variant.exclusive !== undefined;
}

/** Returns `undefined` if the run was interrupted, after deleting its folder. */
async function runUnlessAborted(
  planned: PlannedSelftestRun,
  settings: SelftestSettings,
): Promise<ObservedRun | undefined> {
  const { bus, run, seed } = planned;
  const folder = join(settings.folder, bus.name, `${run.replace("/", "-")}-${seed}`);
  try {
    const observed = await runPlanned(planned, folder, settings);
    if (!settings.signal.aborted) return observed;
  } catch (error) {
    if (!settings.signal.aborted) throw error;
  }
  rmSync(folder, { recursive: true, force: true });
  return undefined;
}

async function runPlanned(
  planned: PlannedSelftestRun,
  folder: string,
  { provider, signal }: Pick<SelftestSettings, "provider" | "signal">,
): Promise<ObservedRun> {
  const { bus, variant, run, seed, recoveryLimitMs } = planned;
  const request = {
    scenarios: variant ? [{ scenario: variant.scenario, variants: [variant.variant] }] : [],
    bus,
    busSource: busNames().includes(bus.name) ? bus.name : sourceOfPlantedBug(bus.name),
    seed,
    repeat: 1,
    untilFail: false,
    provider,
    allowRemote: false,
    link: "embedded",
    recoveryLimitMs,
  } as const;
  if (!variant) return await explorePublishes({ request, folder, signal });
  const startMs = nowMs();
  const [record] = await runScenarios(
    { ...request, folder: () => folder },
    { onEvent: () => {}, signal },
  );
  signal.throwIfAborted();
  if (!record) throw new HarnessError(`${run} on ${bus.name} left no record`);
  const observed = observeRun(record, nowMs() - startMs);
  if (observed.verdict === "pass") rmSync(folder, { recursive: true, force: true });
  return observed;
}
