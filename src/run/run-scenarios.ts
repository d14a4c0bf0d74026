import { EnvironmentError } from "../errors.ts";
import { withDefaults } from "../history/guarantee-defaults.ts";
import { createAdaptiveLimit } from "./adaptive-limit.ts";
import { inParallel } from "./in-parallel.ts";
import { whyNotApplicable } from "./plan/applicability.ts";
import { planRuns, type PlannedRun } from "./plan/plan-runs.ts";
import type { RunRequest } from "./plan/run-request.ts";
import {
  openPacketDropEnvironment,
  openRunEnvironment,
  type OpenRunEnvironment,
  type RunEnvironment,
} from "./run-environment.ts";
import type { RunControl, RunEvent } from "./run-event.ts";
import type { NotApplicableRun, RunRecord } from "./run-record.ts";
import { runVariant } from "./run-variant.ts";

/**
 * Runs at a time. Each has its own Redis, links and namespace and waits most of its time, so four fit on a
 * machine with two idle cores. On a busy machine there are fewer. The harness runs an exclusive variant alone,
 * because it counts resources of the process or fills a core.
 */
const sideBySide = { most: 4, least: 1, load: "spare" } as const;

/**
 * Runs everything that a command asks for, and judges each run. It also gives each finished run to
 * `onEvent`, so that a later run that breaks loses nothing.
 *
 * @throws UsageError or EnvironmentError before the first run; a run that breaks ends the others.
 */
export async function runScenarios(
  request: RunRequest,
  onEvent: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<RunRecord[]> {
  await using environment = await openRunEnvironment(request, signal);
  const control = { onEvent, signal };
  const records = new Map<number, RunRecord>();
  let stopped = false;

  async function runOne(planned: PlannedRun): Promise<void> {
    if (signal.aborted || stopped) return;
    const { title, variant } = planned;
    onEvent({ kind: "scenario-started", title });
    const record = variant.dropsPackets
      ? await runWithPacketDrop(planned, request, control)
      : await runIfApplicable({ request, planned, environment, control });
    records.set(title.position, record);
    onEvent({ kind: "scenario-ended", title, elapsedMs: durationOf(record), record });
    if (request.untilFail && !hasPassed(record)) stopped = true;
  }

  const planned = planRuns(request);
  const together = planned.filter(({ variant }) => !variant.exclusive);
  const alone = planned.filter(({ variant }) => variant.exclusive);
  const oneByOne = request.untilFail || environment.links.linkLimit !== undefined;
  const hasOne = oneByOne || together.length <= 1;
  const limit = hasOne ? 1 : await createAdaptiveLimit(sideBySide);
  await inParallel(together, limit, runOne);
  await inParallel(alone, 1, runOne);
  return [...records].toSorted(([one], [other]) => one - other).map(([, record]) => record);
}

/** Runs a variant in its own packet-drop environment. If the machine cannot do it, the run is not applicable. */
async function runWithPacketDrop(
  planned: PlannedRun,
  request: RunRequest,
  control: RunControl,
): Promise<RunRecord> {
  let opened: OpenRunEnvironment;
  try {
    opened = await openPacketDropEnvironment();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return notApplicable(planned, request, error.message);
  }
  await using environment = opened;
  return await runIfApplicable({ request, planned, environment, control });
}

interface ApplicableOptions {
  readonly request: RunRequest;
  readonly planned: PlannedRun;
  readonly environment: RunEnvironment;
  readonly control: RunControl;
}

async function runIfApplicable(options: ApplicableOptions): Promise<RunRecord> {
  const { request, planned, environment, control } = options;
  const { bus, recoveryLimitMs } = request;
  const reason = whyNotApplicable(planned, withDefaults(bus.guarantees), environment);
  if (reason !== undefined) return notApplicable(planned, request, reason);
  const { title, variant, plan, moments } = planned;
  const directory = request.folder(title);
  const prepared = { title, variant, plan, moments, bus, recoveryLimitMs, directory };
  return await runVariant(prepared, environment, control);
}

function notApplicable(
  { title }: PlannedRun,
  { bus }: RunRequest,
  reason: string,
): NotApplicableRun {
  return { kind: "not-applicable", title, guarantees: withDefaults(bus.guarantees), reason };
}

function durationOf(record: RunRecord): number {
  return record.kind === "judged" ? record.durationMs : 0;
}

function hasPassed(record: RunRecord): boolean {
  return record.kind === "not-applicable" || record.judgement.verdict === "pass";
}
