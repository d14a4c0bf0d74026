import type { Percentiles } from "../facts/percentiles.ts";
import type { Recovery } from "../not-recovered/measure-recovery.ts";

/** Figures derived from a history alone. Times are milliseconds since the run began. */
export interface Metrics {
  readonly counts: Counts;
  /** From the intended time to the acknowledgement. */
  readonly publishLatency: Percentiles | undefined;
  /** From the intended time to the start of the first handling, per group and message. */
  readonly deliveryLatency: Percentiles | undefined;
  /** The same before the first fault: the run's own steady state. */
  readonly steadyDeliveryLatency: Percentiles | undefined;
  readonly recovery: Recovery | undefined;
  /** Largest delay of the harness's own event loop since the last heal: starved, it cannot judge time. */
  readonly harnessDelayMs: number;
}

/** The counts of `report.json`; `delivered`, `lost`, … are per message and group. */
export interface Counts {
  readonly published: number;
  readonly acknowledged: number;
  readonly rejected: number;
  readonly inDoubt: number;
  readonly delivered: number;
  readonly lost: number;
  readonly dropped: number;
  readonly late: number;
  readonly duplicates: number;
  readonly unexplainedDuplicates: number;
  readonly unexpected: number;
  readonly corrupt: number;
  readonly reordered: number;
  readonly recoveredInDoubt: number;
}
