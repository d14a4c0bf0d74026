import type { Guarantees } from "../bus/contract.ts";

/** What checkers must know beside the operations: the first line of `history.jsonl`. */
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
  /** What the run stood on, for the report. */
  readonly environment: HistoryEnvironment;
  /** Limit for the recovery of every publisher and subscriber. */
  readonly recoveryLimitMs: number;
  /** Whether the auditor could look into a stream. */
  readonly hasStreamAudit: boolean;
  /** Whether the links recorded every command that passed. */
  readonly hasCommands: boolean;
  /** Which checkers judge this run, by name. */
  readonly checkers: readonly string[];
  readonly minimums: Minimums;
  /** A control must find this kind; it passes by finding it and is `unknown` otherwise. */
  readonly control?: string;
}

export interface HistoryEnvironment {
  readonly redisVersion: string;
  readonly provider: string;
  readonly link: string;
}

/** Fewer than this and the run shows nothing: its verdict is `unknown`. */
export interface Minimums {
  /** Acknowledged publishes before the first fault, or in all where there is none. */
  readonly acknowledged: number;
  readonly faults: number;
  /** Publishes that overlapped a subscribe call, for startup races. */
  readonly concurrentWithSubscribe?: number;
  /** Rounds of the resource census, for leaks. */
  readonly rounds?: number;
}

/** What the bus claims, with the defaults of the contract filled in. */
export type HistoryGuarantees = Required<Guarantees>;
