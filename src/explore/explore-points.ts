import { nowMs } from "../clock.ts";
import type { Random } from "../random.ts";
import { inParallel } from "../run/in-parallel.ts";
import type { JudgedRun } from "../run/run-record.ts";
import type { ExplorationPoint, ExploredPoint } from "./exploration.ts";
import {
  deleteRun,
  outcomeOf,
  runPoint,
  isRecoveryUnknown,
  type ExplorationContext,
} from "./run-point.ts";
import { shuffled } from "./select-points.ts";

export interface PointsOptions {
  readonly context: ExplorationContext;
  /** Decides the order of the runs. */
  readonly random: Random;
  /** On the monotonic clock: nothing is begun later. */
  readonly deadlineMs: number;
  /** Keeps the runs that pass too. */
  readonly keep: boolean;
  readonly onExplored: (point: ExploredPoint) => void;
  /** Sees every run that passed or failed, before it is deleted. */
  readonly onRun?: (faults: ExplorationPoint, run: JudgedRun) => void;
}

/** What came of each point, in the order of the points. */
export interface PointResults {
  readonly points: readonly ExploredPoint[];
  /** The harness broke down at one of them; what was not explored by then is skipped. */
  readonly error?: unknown;
}

const attempts = 3;
/** Of the jobs, for those that are tried again. */
const laterShare = 1 / 4;

/** Runs every point in a seeded order, so that a budget sees something of every command. */
export async function explorePoints(
  points: readonly ExplorationPoint[],
  options: PointsOptions,
): Promise<PointResults> {
  const explored = new Map<ExplorationPoint, ExploredPoint>();
  const settle = (point: ExploredPoint): void => {
    explored.set(point.faults, point);
    options.onExplored(point);
  };
  let failure: { readonly error?: unknown } = {};
  try {
    await inTurns(points, options, settle);
  } catch (error) {
    if (!options.context.signal.aborted) failure = { error };
  }
  const skipped = (faults: ExplorationPoint): ExploredPoint => ({ faults, outcome: "skipped" });
  return { points: points.map((faults) => explored.get(faults) ?? skipped(faults)), ...failure };
}

/**
 * On a busy machine a command can come a moment too late to be struck, or a bus have too little of
 * the processor to recover in time, and an error that nobody caught is held against all runs of that
 * moment. So what shows nothing is tried again with fewer beside it, and at last alone, unless it
 * only never came.
 */
async function inTurns(
  points: readonly ExplorationPoint[],
  options: PointsOptions,
  settle: (point: ExploredPoint) => void,
): Promise<void> {
  const { jobs } = options.context.request;
  const fewer = Math.max(1, Math.round(jobs * laterShare));
  let left = shuffled(points, options.random);
  let limit = jobs;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const again: ExplorationPoint[] = [];
    let disturbed = false;
    await inParallel(left, limit, async (faults) => {
      const point = await exploreOnce(faults, attempt === attempts, options);
      if (typeof point === "object") return settle(point);
      again.push(faults);
      disturbed ||= point === "disturbed";
    });
    left = again;
    limit = disturbed && attempt + 1 === attempts ? 1 : fewer;
  }
}

type Attempt = ExploredPoint | "unreached" | "disturbed";

/** What came of it, or why the run is worth another attempt. */
async function exploreOnce(
  faults: ExplorationPoint,
  isLast: boolean,
  options: PointsOptions,
): Promise<Attempt> {
  const { context, deadlineMs } = options;
  const { signal } = context;
  if (signal.aborted || nowMs() > deadlineMs) return { faults, outcome: "skipped" };
  const run = await runPoint(context, faults, 1);
  if (!signal.aborted) return assess(run, { faults, isLast }, options);
  // Half a run shows nothing.
  deleteRun(run);
  return { faults, outcome: "skipped" };
}

/** Keeps of the run what is worth looking at. */
function assess(
  run: JudgedRun,
  { faults, isLast }: { readonly faults: ExplorationPoint; readonly isLast: boolean },
  { keep, onRun }: PointsOptions,
): Attempt {
  const outcome = outcomeOf(run);
  const isDecided = (outcome === "pass" || outcome === "fail") && !isRecoveryUnknown(run);
  if (!isDecided && !isLast) {
    deleteRun(run);
    return outcome === "unreached" ? outcome : "disturbed";
  }
  if (isDecided) onRun?.(faults, run);
  if (outcome !== "pass" || keep) return { faults, outcome, record: run };
  deleteRun(run);
  return { faults, outcome };
}
