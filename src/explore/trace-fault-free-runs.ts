import type { MessageKey } from "../history/operations/operation-base.ts";
import type { WireCommand } from "../history/operations/wire-operations.ts";
import type { CommandPoint } from "../link/contract/command-point.ts";
import type { JudgedRun } from "../run/run-record.ts";
import { traceCommonCommands, type CommandTrace } from "./command-trace.ts";
import { deleteRun, historyOf, runPoint, type ExplorationContext } from "./run-point.ts";

/** Enough to tell commands of the workload, which every run has, from commands of timers. */
const faultFreeRuns = 3;

/** The commands of the fault-free runs. */
export interface FaultFreeTrace {
  /** The first fault-free run, or the first that did not pass. Only the folder of this run is kept. */
  readonly faultFree: JudgedRun;
  readonly trace: CommandTrace;
  /** All commands of the first run, those of timers included. */
  readonly wire: readonly WireCommand[];
  /** The messages of the workload. */
  readonly messages: readonly MessageKey[];
}

/** Runs the workload without faults and finds the commands that it sends every time. */
export async function traceFaultFreeRuns(context: ExplorationContext): Promise<FaultFreeTrace> {
  let faultFree = await runPoint(context, [], 1);
  const { wire, messages: published } = historyOf(faultFree);
  const messages = [...published.values()].filter(({ canary }) => !canary).map(({ key }) => key);
  const runs = [wire];
  while (runs.length < faultFreeRuns && hasPassed(faultFree)) {
    const another = await runPoint(context, [], runs.length + 1);
    runs.push(historyOf(another).wire);
    deleteRun(hasPassed(another) ? another : faultFree);
    if (!hasPassed(another)) faultFree = another;
  }
  return { faultFree, trace: traceCommonCommands(runs, context.request), wire, messages };
}

/** The commands of one fault-free run, as recorded and as points. */
export interface ListedCommands {
  readonly wire: readonly WireCommand[];
  readonly points: readonly CommandPoint[];
}

/** Lists every command of one fault-free run. Returns empty lists if that run does not pass. */
export async function listCommands(context: ExplorationContext): Promise<ListedCommands> {
  const run = await runPoint(context, [], 1);
  const { wire } = historyOf(run);
  const { points } = traceCommonCommands([wire], { handshakes: true });
  deleteRun(run);
  if (!hasPassed(run)) return { wire: [], points: [] };
  return { wire, points: points.map(({ point }) => point) };
}

function hasPassed({ judgement }: JudgedRun): boolean {
  return judgement.verdict === "pass";
}
