import type { WireCommand } from "../history/operations/wire-operations.ts";
import type { CommandPoint } from "../link/contract/command-point.ts";
import type { JudgedRun } from "../run/run-record.ts";
import { deleteRun, historyOf, runPoint, type ExplorationGround } from "./run-point.ts";
import { commonTrace, type Trace } from "./trace.ts";

/** What comes in all of them does not depend on how the timers happened to fall. */
const faultFreeRuns = 3;

export interface TracedWorkload {
  /** The first fault-free run, or the first that did not pass; its folder alone is kept. */
  readonly faultFree: JudgedRun;
  readonly trace: Trace;
  /** All commands of the first run. */
  readonly wire: readonly WireCommand[];
}

/** Finds out, without any fault, which commands the workload sends every time. */
export async function traceWorkload(ground: ExplorationGround): Promise<TracedWorkload> {
  let faultFree = await runPoint(ground, [], 1);
  const { wire } = historyOf(faultFree);
  const runs = [wire];
  while (runs.length < faultFreeRuns && hasPassed(faultFree)) {
    const another = await runPoint(ground, [], runs.length + 1);
    runs.push(historyOf(another).wire);
    deleteRun(hasPassed(another) ? another : faultFree);
    if (!hasPassed(another)) faultFree = another;
  }
  return { faultFree, trace: commonTrace(runs, ground.request), wire };
}

/** Every command of one run without any fault; none if that run did not pass. */
export async function listCommands(ground: ExplorationGround): Promise<readonly CommandPoint[]> {
  const run = await runPoint(ground, [], 1);
  const { points } = commonTrace([historyOf(run).wire], { handshakes: true });
  deleteRun(run);
  return hasPassed(run) ? points.map(({ point }) => point) : [];
}

function hasPassed({ judgement }: JudgedRun): boolean {
  return judgement.verdict === "pass";
}
