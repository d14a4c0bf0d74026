import type { WireCommand } from "../history/operations/wire-operations.ts";
import type { CommandPoint } from "../link/contract/command-point.ts";
import type { JudgedRun } from "../run/run-record.ts";
import { traceCommonCommands, type CommandTrace } from "./command-trace.ts";
import { deleteRun, historyOf, runPoint, type ExplorationContext } from "./run-point.ts";

/** What comes in all of them does not depend on how the timers happened to fall. */
const faultFreeRuns = 3;

export interface FaultFreeTrace {
  /** The first fault-free run, or the first that did not pass; its folder alone is kept. */
  readonly faultFree: JudgedRun;
  readonly trace: CommandTrace;
  /** All commands of the first run. */
  readonly wire: readonly WireCommand[];
}

/** Finds out, without any fault, which commands the workload sends every time. */
export async function traceFaultFreeRuns(context: ExplorationContext): Promise<FaultFreeTrace> {
  let faultFree = await runPoint(context, [], 1);
  const { wire } = historyOf(faultFree);
  const runs = [wire];
  while (runs.length < faultFreeRuns && hasPassed(faultFree)) {
    const another = await runPoint(context, [], runs.length + 1);
    runs.push(historyOf(another).wire);
    deleteRun(hasPassed(another) ? another : faultFree);
    if (!hasPassed(another)) faultFree = another;
  }
  return { faultFree, trace: traceCommonCommands(runs, context.request), wire };
}

/** Every command of one run without any fault; none if that run did not pass. */
export async function listCommands(context: ExplorationContext): Promise<readonly CommandPoint[]> {
  const run = await runPoint(context, [], 1);
  const { points } = traceCommonCommands([historyOf(run).wire], { handshakes: true });
  deleteRun(run);
  return hasPassed(run) ? points.map(({ point }) => point) : [];
}

function hasPassed({ judgement }: JudgedRun): boolean {
  return judgement.verdict === "pass";
}
