import { rmSync } from "node:fs";
import { join } from "node:path";

import { nowMs } from "../clock.ts";
import { HarnessError } from "../errors.ts";
import { inParallel } from "../run/in-parallel.ts";
import type { RunRequest } from "../run/plan/run-request.ts";
import { runScenarios } from "../run/run-scenarios.ts";
import { explorePublishes } from "./explore-publishes.ts";
import type { Seen } from "./judge-selftest.ts";
import type { PlannedSelftestRun, SelftestPlan } from "./plan-selftest.ts";
import { sightingOf, type Sighting } from "./sighting.ts";

/** More than a command runs side by side: most of these wait for something that never comes. */
const sideBySide = 8;

export interface SelftestGround {
  /** Where histories go; those of runs that pass are deleted. */
  readonly folder: string;
  readonly provider: RunRequest["provider"];
  readonly onSighting: (sighting: Sighting, done: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs everything that was planned, and at the end, one by one, what must have the process to itself.
 * Once the signal is aborted nothing is begun any more, and what was under way counts as not run.
 *
 * @throws EnvironmentError if there is no Redis to run on.
 */
export async function runSelftest(
  { planted, clean }: SelftestPlan,
  ground: SelftestGround,
): Promise<Seen> {
  const { signal } = ground;
  const sightings = new Map<PlannedSelftestRun, Sighting>();
  const runOne = async (planned: PlannedSelftestRun): Promise<void> => {
    const sighting = signal.aborted ? undefined : await seeToTheEnd(planned, ground);
    if (!sighting) return;
    sightings.set(planned, sighting);
    ground.onSighting(sighting, sightings.size);
  };
  const all = [...planted, ...clean];
  await inParallel(
    all.filter((planned) => !needsProcess(planned)),
    sideBySide,
    runOne,
  );
  await inParallel(all.filter(needsProcess), 1, runOne);
  const seen = (planned: PlannedSelftestRun): Sighting[] => {
    const sighting = sightings.get(planned);
    return sighting ? [sighting] : [];
  };
  return { planted: planted.flatMap(seen), clean: clean.flatMap(seen) };
}

/** Whether nothing else may go on in the same process. */
export function needsProcess({ variant }: PlannedSelftestRun): boolean {
  return variant === undefined || variant.variant.exclusive === true;
}

/** @returns `undefined` if it was interrupted; then nothing of it is kept. */
async function seeToTheEnd(
  planned: PlannedSelftestRun,
  ground: SelftestGround,
): Promise<Sighting | undefined> {
  const { bus, run, seed } = planned;
  const folder = join(ground.folder, bus.name, `${run.replace("/", "-")}-${seed}`);
  try {
    const sighting = await see(planned, folder, ground);
    if (!ground.signal.aborted) return sighting;
  } catch (error) {
    if (!ground.signal.aborted) throw error;
  }
  rmSync(folder, { recursive: true, force: true });
  return undefined;
}

async function see(
  planned: PlannedSelftestRun,
  folder: string,
  { provider, signal }: Pick<SelftestGround, "provider" | "signal">,
): Promise<Sighting> {
  const { bus, variant, run, seed, recoveryLimitMs } = planned;
  const request = {
    scenarios: variant ? [{ scenario: variant.scenario, variants: [variant.variant] }] : [],
    bus,
    seed,
    repeat: 1,
    untilFail: false,
    provider,
    allowRemote: false,
    link: "embedded",
    recoveryLimitMs,
  } as const;
  if (!variant) return await explorePublishes(planned, { request, folder, signal });
  const startMs = nowMs();
  const [record] = await runScenarios({ ...request, folder: () => folder }, () => {}, signal);
  signal.throwIfAborted();
  if (!record) throw new HarnessError(`${run} on ${bus.name} left no record`);
  const sighting = sightingOf(record, nowMs() - startMs);
  if (sighting.verdict === "pass") rmSync(folder, { recursive: true, force: true });
  return sighting;
}
