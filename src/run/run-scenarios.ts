import { EnvironmentError } from "../errors.ts";
import { inParallel } from "./in-parallel.ts";
import { whyNotApplicable } from "./plan/applicability.ts";
import { withDefaults } from "./plan/guarantees.ts";
import { planRuns, type PlannedRun } from "./plan/plan-runs.ts";
import type { RunRequest } from "./plan/run-request.ts";
import {
  openRunEnvironment,
  openPacketDropEnvironment,
  type RunEnvironment,
} from "./run-environment.ts";
import type { RunEvent } from "./run-event.ts";
import type { RunRecord } from "./run-record.ts";
import { runVariant } from "./run-variant.ts";

/**
 * Each run has a Redis, links and a namespace of its own and waits most of its time, so several go
 * side by side. What counts resources of the process or fills a core has it to itself.
 */
const sideBySide = 4;

/**
 * Runs everything a command asks for and judges each run. Every finished run is also given to
 * `onEvent`, so that nothing is lost when a later one breaks.
 *
 * @throws UsageError or EnvironmentError before the first run; a run that breaks ends the rest.
 */
export async function runScenarios(
  request: RunRequest,
  onEvent: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<RunRecord[]> {
  await using environment = await openRunEnvironment(request, signal);
  const planned = planRuns(request);
  const records = new Map<number, RunRecord>();
  let stopped = false;

  async function runOne(one: PlannedRun): Promise<void> {
    if (signal.aborted || stopped) return;
    const record = await runPlanned(one, { request, environment, onEvent, signal });
    records.set(one.title.position, record);
    onEvent({ kind: "scenario-ended", title: one.title, elapsedMs: durationOf(record), record });
    if (request.untilFail && !hasPassed(record)) stopped = true;
  }

  const alone = request.untilFail || environment.links.linkLimit !== undefined;
  const limit = alone ? 1 : sideBySide;
  await inParallel(
    planned.filter(({ variant }) => !variant.exclusive),
    limit,
    runOne,
  );
  await inParallel(
    planned.filter(({ variant }) => variant.exclusive),
    1,
    runOne,
  );
  return [...records].toSorted(([one], [other]) => one - other).map(([, record]) => record);
}

interface Surroundings {
  readonly request: RunRequest;
  readonly environment: RunEnvironment;
  readonly onEvent: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}

async function runPlanned(planned: PlannedRun, around: Surroundings): Promise<RunRecord> {
  around.onEvent({ kind: "scenario-started", title: planned.title });
  if (!planned.variant.dropsPackets) return runOn(around.environment, planned, around);
  let special: RunEnvironment;
  try {
    special = await openPacketDropEnvironment();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return notApplicable(planned, around, error.message);
  }
  await using environment = special;
  return await runOn(environment, planned, around);
}

async function runOn(
  { provider, links }: RunEnvironment,
  planned: PlannedRun,
  around: Surroundings,
): Promise<RunRecord> {
  const { request, onEvent, signal } = around;
  const { scenario, variant, title, plan } = planned;
  const guarantees = withDefaults(request.bus.guarantees);
  const reason = whyNotApplicable({ scenario, variant, plan, guarantees, provider, links });
  if (reason !== undefined) return notApplicable(planned, around, reason);
  const run = { request, scenario, variant, plan, guarantees, title, onEvent, signal };
  return runVariant({ ...run, provider, links });
}

function notApplicable(
  { title }: PlannedRun,
  { request }: Surroundings,
  reason: string,
): RunRecord {
  const guarantees = withDefaults(request.bus.guarantees);
  return { kind: "not-applicable", title, guarantees, reason };
}

function durationOf(record: RunRecord): number {
  return record.kind === "judged" ? record.durationMs : 0;
}

function hasPassed(record: RunRecord): boolean {
  return record.kind === "not-applicable" || record.judgement.verdict === "pass";
}
