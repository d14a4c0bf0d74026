import type { BusModule } from "../bus/contract.ts";
import { nowMs } from "../clock.ts";
import { EnvironmentError, UsageError } from "../errors.ts";
import { withDefaults } from "../history/guarantee-defaults.ts";
import type { Variant } from "../scenarios/scenario.ts";
import { acceptFindings } from "./accept-findings.ts";
import { createAdaptiveLimit } from "./adaptive-limit.ts";
import { inParallel } from "./in-parallel.ts";
import { inTwoLanes } from "./in-two-lanes.ts";
import { whyNotApplicable } from "./plan/applicability.ts";
import type { Isolation } from "./plan/isolation.ts";
import { planRuns, type PlannedRun } from "./plan/plan-runs.ts";
import type { RunRequest } from "./plan/run-request.ts";
import type { RunTitle } from "./plan/run-title.ts";
import {
  openPacketDropEnvironment,
  openRunEnvironment,
  type OpenRunEnvironment,
  type RunEnvironment,
} from "./run-environment.ts";
import type { RunControl } from "./run-event.ts";
import type { NotApplicableRun, RunRecord } from "./run-record.ts";
import { runVariant } from "./run-variant.ts";

/**
 * Runs at a time. Each has its own Redis, links and namespace and waits most of its time, so four fit on a
 * machine with two idle cores. On a busy machine there are fewer. A run that counts resources or fills a core has
 * a process of its own beside these, one at a time, and begins when the machine has room for it.
 */
const sideBySide = { most: 4, least: 1, load: "spare" } as const;

/** The caller's side of several runs. */
export interface ScenariosControl extends RunControl {
  /**
   * Performs a run that counts resources or fills a core in a process of its own. Without it such a run has this
   * process for itself, after the others.
   */
  readonly runApart?: (title: RunTitle, control: RunControl) => Promise<RunRecord>;
}

/**
 * Runs everything that a command asks for, and judges each run. It also gives each finished run to
 * `onEvent`, so that a later run that breaks loses nothing.
 *
 * @throws UsageError or EnvironmentError before the first run; a run that breaks ends the others.
 */
export async function runScenarios(
  request: RunRequest,
  control: ScenariosControl,
): Promise<RunRecord[]> {
  const { onEvent, signal, runApart } = control;
  await using environment = await openRunEnvironment(request, signal);
  const records = new Map<number, RunRecord>();
  const endMs = nowMs() + (request.forMs ?? Infinity);
  let stopped = false;

  async function runOne(planned: PlannedRun): Promise<void> {
    if (signal.aborted || stopped || nowMs() > endMs) return;
    const { title } = planned;
    onEvent({ kind: "scenario-started", title });
    const record = acceptFindings(await runPlanned(planned), request.accepted ?? []);
    records.set(title.position, record);
    onEvent({ kind: "scenario-ended", title, elapsedMs: durationOf(record), record });
    if (request.untilFail && !hasPassed(record)) stopped = true;
  }

  async function runPlanned(planned: PlannedRun): Promise<RunRecord> {
    if (planned.variant.dropsPackets) return await runWithPacketDrop(planned, request, control);
    const { exclusive } = planned.variant;
    // A single run that fills a core has nothing beside it.
    const isApart = exclusive === "counts-resources" || (exclusive !== undefined && !hasOne);
    const apart = isApart ? runApart : undefined;
    return await runIfApplicable({ request, planned, environment, control, apart });
  }

  const planned = planRuns(request);
  const oneByOne = request.untilFail || environment.links.linkLimit !== undefined;
  const hasOne = oneByOne || planned.length <= 1;
  const limit = hasOne ? undefined : await createAdaptiveLimit(sideBySide);
  const alone = planned.filter(({ variant }) => variant.exclusive !== undefined);
  const shared = planned.filter(({ variant }) => variant.exclusive === undefined);
  // A process beside this one needs a server that no other run uses.
  if (runApart && limit && environment.provider.controlsProcess) {
    await inTwoLanes({ shared, alone }, limit, runOne);
  } else {
    await inParallel(shared, limit ?? 1, runOne);
    await inParallel(alone, 1, runOne);
  }
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
  readonly apart?: ScenariosControl["runApart"];
}

async function runIfApplicable(options: ApplicableOptions): Promise<RunRecord> {
  const { request, planned, environment, control, apart } = options;
  const { bus, busSource, recoveryLimitMs } = request;
  const isolates = isolatesEveryRole(request);
  const canIsolate = busSource !== undefined;
  if (isolates && !canIsolate) throw notIsolable(bus);
  const namesStreams = bus.streamKey !== undefined;
  const abilities = { ...environment, canIsolate, isolates, namesStreams };
  const reason = whyNotApplicable(planned, withDefaults(bus.guarantees), abilities);
  if (reason !== undefined) return notApplicable(planned, request, reason);
  const { title, variant, plan, moments, handlers } = planned;
  if (apart) return await apart(title, control);
  const directory = request.folder(title);
  const prepared = {
    title,
    variant,
    plan,
    moments,
    handlers,
    bus,
    busSource,
    isolation: isolationOf(variant, request),
    recoveryLimitMs,
    directory,
  };
  return await runVariant(prepared, environment, control);
}

function isolatesEveryRole({ bus, isolate = false }: RunRequest): boolean {
  return isolate || bus.isolate === true;
}

function notIsolable({ name }: BusModule): UsageError {
  return new UsageError(`no other process can load the bus ${name}, because it is no module`, {
    hint: "A role gets a process of its own only if the bus is named by the path of its module: `--bus PATH`, or `module` in a test.",
  });
}

function isolationOf({ processes }: Variant, request: RunRequest): Isolation {
  if (isolatesEveryRole(request)) return "every-role";
  return processes ? "subscribers" : "none";
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
