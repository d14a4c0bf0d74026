import type { CommandAct, CommandFault } from "../link/contract/command-point.ts";
import type { RunRequest } from "../run/plan/run-request.ts";
import type { JudgedRun } from "../run/run-record.ts";

/** The faults of one run: one, or with depth 2 a second one on the way back from the first. */
export type ExplorationPoint = readonly CommandFault[];

/** Everything `chaos explore` asks for, resolved and checked. */
export interface ExplorationRequest {
  /** What it stands on, the bus, the seed, the limits and the folders. */
  readonly run: RunRequest;
  /** Only these points; none of them is looked for then. */
  readonly named: readonly ExplorationPoint[];
  /** Only points whose token matches. */
  readonly only?: string;
  /** Also faults at the commands that set a connection up. */
  readonly handshakes: boolean;
  readonly depth: 1 | 2;
  readonly secondActs: readonly CommandAct[];
  /** No point is begun later than so long after the start. */
  readonly budgetMs?: number;
  /** So many runs at once. */
  readonly jobs: number;
}

/**
 * - `pass`, `fail`, `unknown`: the fault struck, and this is the verdict of the run.
 * - `unreached`: the command never came, in none of the attempts.
 * - `skipped`: the budget was over, or the command was interrupted.
 */
export type PointOutcome = "pass" | "fail" | "unknown" | "unreached" | "skipped";

export interface ExploredPoint {
  readonly faults: ExplorationPoint;
  readonly outcome: PointOutcome;
  /** Of the last attempt, for what did not pass and for points that were named. */
  readonly record?: JudgedRun;
}

/** What an exploration found. */
export interface Exploration {
  /** The first fault-free run, or the first one that did not pass; none for named points. */
  readonly faultFree: JudgedRun | undefined;
  readonly depth: 1 | 2;
  /** In the order of the commands. */
  readonly points: readonly ExploredPoint[];
  /** Commands left out because they did not come in every fault-free run. */
  readonly irreproducible: number;
  /** Pairs left out because their second command never came, in none of the attempts. */
  readonly irreproduciblePairs: number;
  /** Pairs left out because another one stands for them. */
  readonly pruned: number;
  /** What running the points took, without the fault-free runs. */
  readonly durationMs: number;
  /** What ended it early, an interruption aside. */
  readonly error?: unknown;
}

/** What whoever waits for an exploration gets to see. */
export type ExplorationEvent =
  | { readonly kind: "traced"; readonly commands: number; readonly irreproducible: number }
  | { readonly kind: "planned"; readonly depth: 1 | 2; readonly points: number }
  | { readonly kind: "explored"; readonly point: ExploredPoint };
