import type { CommandAct } from "../link/contract/command-point.ts";
import type { RunRequest } from "../run/plan/run-request.ts";
import type { JudgedRun } from "../run/run-record.ts";
import type { ExplorationFault } from "./exploration-fault.ts";
import type { UnsteadyCommand } from "./unsteady-commands.ts";

/**
 * The faults of one run. With depth 1 it is one fault. With depth 2 a second fault strikes while the bus
 * recovers from the first.
 */
export type ExplorationPoint = readonly ExplorationFault[];

/** The options of `chaos explore`, resolved and checked. */
export interface ExplorationRequest {
  /** Redis, the link, the bus, the seed, the limits and the folders. */
  readonly run: RunRequest;
  /** Points that the user named. If there are any, the exploration does not look for others. */
  readonly named: readonly ExplorationPoint[];
  /** Pattern of the tokens to explore; see `matchPoints`. */
  readonly only?: string;
  /** Whether to explore the commands that set a connection up too, such as HELLO. */
  readonly handshakes: boolean;
  readonly depth: 1 | 2;
  /** Acts of the second fault; used with depth 2. */
  readonly secondActs: readonly CommandAct[];
  /** Time after the start at which the last point may begin. */
  readonly budgetMs?: number;
  /** Number of runs at once. */
  readonly jobs: number;
}

/**
 * The result of one point.
 *
 * - `pass`, `fail`, `unknown`: the fault struck, and this is the verdict of the run.
 * - `unreached`: the bus did not send the command in any attempt, so the fault did not strike.
 * - `skipped`: the budget was over, or the user interrupted the exploration.
 */
export type PointOutcome = "pass" | "fail" | "unknown" | "unreached" | "skipped";

export interface ExploredPoint {
  readonly faults: ExplorationPoint;
  readonly outcome: PointOutcome;
  /** The last attempt. Kept for points that did not pass and for points that the user named. */
  readonly record?: JudgedRun;
}

/** The result of an exploration. */
export interface Exploration {
  /** The first fault-free run, or the first that did not pass. `undefined` for named points. */
  readonly faultFree: JudgedRun | undefined;
  readonly depth: 1 | 2;
  /** In the order of the commands. */
  readonly points: readonly ExploredPoint[];
  /** The commands that not every fault-free run had, by kind. */
  readonly unsteady: readonly UnsteadyCommand[];
  /** Number of pairs left out because the bus sent the second command in no attempt. */
  readonly irreproduciblePairs: number;
  /** Number of pairs left out because another pair tests the same recovery. */
  readonly pruned: number;
  /** Duration of the runs with faults, without the fault-free runs. */
  readonly durationMs: number;
  /** The error that ended the exploration early. An interruption is not an error. */
  readonly error?: unknown;
}

/** The progress of an exploration. */
export type ExplorationEvent =
  | { readonly kind: "traced"; readonly commands: number }
  | { readonly kind: "planned"; readonly depth: 1 | 2; readonly points: number }
  | { readonly kind: "explored"; readonly point: ExploredPoint };
