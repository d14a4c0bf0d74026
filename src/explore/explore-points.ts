import { nowMs } from "../clock.ts";
import { shuffled, type Random } from "../random.ts";
import { createAdaptiveLimit } from "../run/adaptive-limit.ts";
import { inParallel } from "../run/in-parallel.ts";
import type { JudgedRun } from "../run/run-record.ts";
import { kills } from "./exploration-fault.ts";
import type { ExplorationPoint, ExploredPoint } from "./exploration.ts";
import {
  deleteRun,
  outcomeOf,
  runPoint,
  isRecoveryUnknown,
  type ExplorationContext,
} from "./run-point.ts";

/** Settings for the runs of a list of points. */
export interface PointsOptions {
  readonly context: ExplorationContext;
  /** Gives the order of the runs. */
  readonly random: Random;
  /** Time on the monotonic clock after which no run begins. */
  readonly deadlineMs: number;
  /** Whether to keep the records of runs that pass. */
  readonly keep: boolean;
  readonly onExplored: (point: ExploredPoint) => void;
  /** Called with every run that passed or failed, before its folder is deleted. */
  readonly onRun?: (faults: ExplorationPoint, run: JudgedRun) => void;
}

/** The result of each point, in the order of the points. */
export interface PointResults {
  readonly points: readonly ExploredPoint[];
  /** The error of the harness that ended the exploration. Points not explored by then are `skipped`. */
  readonly error?: unknown;
}

const attempts = 3;
/** Share of the jobs for runs that are repeated: fewer at once disturb each other less. */
const laterShare = 1 / 4;
/** Share of the jobs for runs in which a process is killed. */
const killingShare = 1 / 8;
/** On a busy machine there are fewer runs at once, but not fewer than 4: most of them wait. */
const fewest = 4;

/**
 * Runs every point, in a seeded order. So an exploration with a short budget reaches every command. Points that kill come
 * last, with few runs at once: while a server or a process starts again, clients may do nothing but try to connect.
 */
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
    const { jobs } = options.context.request;
    await runInAttempts(
      points.filter((faults) => !kills(faults)),
      { ...options, jobs },
      settle,
    );
    await runInAttempts(points.filter(kills), { ...options, jobs: killingJobs(jobs) }, settle);
  } catch (error) {
    if (!options.context.signal.aborted) failure = { error };
  }
  const skipped = (faults: ExplorationPoint): ExploredPoint => ({ faults, outcome: "skipped" });
  return { points: points.map((faults) => explored.get(faults) ?? skipped(faults)), ...failure };
}

/**
 * Runs the points, and repeats those without a result: the second time with fewer runs at once, the third
 * time alone (with fewer at once if all of them were only `unreached`).
 *
 * On a busy machine a command can come too late for its fault, or a bus can have too little CPU to recover
 * in time.
 */
async function runInAttempts(
  points: readonly ExplorationPoint[],
  options: PointsOptions & { readonly jobs: number },
  settle: (point: ExploredPoint) => void,
): Promise<void> {
  const { jobs } = options;
  const fewer = Math.max(1, Math.round(jobs * laterShare));
  let left = shuffled(points, options.random);
  let most = jobs;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const again: ExplorationPoint[] = [];
    let disturbed = false;
    const limit = await createAdaptiveLimit({ most, least: Math.min(most, fewest), load: "full" });
    await inParallel(left, limit, async (faults) => {
      const point = await exploreOnce(faults, attempt === attempts, options);
      if (typeof point === "object") return settle(point);
      again.push(faults);
      disturbed ||= point === "disturbed";
    });
    left = again;
    most = disturbed && attempt + 1 === attempts ? 1 : fewer;
  }
}

function killingJobs(jobs: number): number {
  return Math.max(1, Math.round(jobs * killingShare));
}

type Attempt = ExploredPoint | "unreached" | "disturbed";

/** Returns the result of the point, or the reason for another attempt. */
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
  // A run that was interrupted proves nothing.
  deleteRun(run);
  return { faults, outcome: "skipped" };
}

/**
 * Decides whether the run has a result or the point needs another attempt. Deletes the folder of a run that
 * passed, unless `keep` says otherwise, and of a run that is repeated.
 */
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
