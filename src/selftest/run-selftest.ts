import { rmSync } from "node:fs";
import { join } from "node:path";

import { nowMs } from "../clock.ts";
import { HarnessError } from "../errors.ts";
import { inParallel } from "../run/in-parallel.ts";
import type { RunRequest } from "../run/run-request.ts";
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
    if (signal.aborted) return;
    const sighting = await see(planned, ground);
    if (signal.aborted) return;
    sightings.set(planned, sighting);
    ground.onSighting(sighting, sightings.size);
  };
  const all = [...planted, ...clean];
  const alone = (planned: PlannedSelftestRun): boolean =>
    planned.variant === undefined || planned.variant.variant.exclusive === true;
  await inParallel(
    all.filter((planned) => !alone(planned)),
    sideBySide,
    runOne,
  );
  await inParallel(all.filter(alone), 1, runOne);
  const seen = (planned: PlannedSelftestRun): Sighting[] => {
    const sighting = sightings.get(planned);
    return sighting ? [sighting] : [];
  };
  return { planted: planted.flatMap(seen), clean: clean.flatMap(seen) };
}

async function see(planned: PlannedSelftestRun, ground: SelftestGround): Promise<Sighting> {
  const { bus, variant, run, seed, recoveryLimitMs } = planned;
  const { provider, signal } = ground;
  const folder = join(ground.folder, bus.name, `${run.replace("/", "-")}-${seed}`);
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
