import type { Guarantees } from "../bus/contract.ts";

/** The first line of `history.jsonl`: what the rules must know about the run besides its operations. */
export interface HistoryHeader {
  readonly schemaVersion: 2;
  readonly runId: string;
  readonly scenario: string;
  readonly variant: string;
  readonly bus: string;
  readonly guarantees: HistoryGuarantees;
  readonly seed: number;
  /** 1 unless the run was repeated. */
  readonly repetition: number;
  /** The Redis and the link of the run, for the report. */
  readonly environment: HistoryEnvironment;
  /** Every publisher and group must recover within this time after the last heal. */
  readonly recoveryLimitMs: number;
  /**
   * Before a publisher or group counts as recovered, its probes must be good for this many times the limit of a good
   * probe. The load went on that long. Without it, as in a run of an earlier version, 300 ms are enough.
   */
  readonly steadyForLimits?: number;
  /** True if the auditor could look into a stream. */
  readonly hasStreamAudit: boolean;
  /** True if the links recorded every command that passed. */
  readonly hasCommands: boolean;
  /** The names of the rule sets that judge this run besides the permanent ones: see src/judging/judge.ts. */
  readonly checkers: readonly string[];
  readonly minimums: Minimums;
  /** True if the load came all at once. Then a bus may push back. */
  readonly isBurst?: boolean;
  /** A control run must have a finding of this kind: it passes if it has, and is `unknown` otherwise. */
  readonly control?: string;
}

export interface HistoryEnvironment {
  readonly redisVersion: string;
  readonly provider: string;
  readonly link: string;
}

/** The least that a run must contain. With less it shows nothing, and its verdict is `unknown`. */
export interface Minimums {
  /** Acknowledged publishes before the first fault; of the whole run if it has no fault. */
  readonly acknowledged: number;
  readonly faults: number;
  /** Publishes while a subscriber was starting, for startup races. */
  readonly concurrentWithSubscribe?: number;
  /** Rounds of the resource census, for leaks. */
  readonly rounds?: number;
  /** Calls of handlers that failed as planned. */
  readonly failedHandlers?: number;
  /** Messages that a group had not handled when one of its subscriptions began to close. */
  readonly unhandledAtClose?: number;
}

/** The guarantees that the bus claims, with the defaults of the contract filled in. */
export type HistoryGuarantees = Required<Guarantees>;
