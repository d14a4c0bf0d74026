import type { Percentiles } from "../facts/percentiles.ts";
import type { Recovery } from "../not-recovered/measure-recovery.ts";

/** The figures of one history. Times are milliseconds since the run began. */
export interface Metrics {
  readonly counts: Counts;
  /** From the intended time to the acknowledgement. */
  readonly publishLatency: Percentiles | undefined;
  /** From the intended time to the first handler call, for each pair of message and group. */
  readonly deliveryLatency: Percentiles | undefined;
  /** The same before the first fault: the steady state of this run. */
  readonly steadyDeliveryLatency: Percentiles | undefined;
  readonly recovery: Recovery | undefined;
  /** The largest delay of the harness's own event loop since the last heal: see facts/harness-delay.ts. */
  readonly harnessDelayMs: number;
}

/** The counts of `report.json`. From `delivered` to `reordered` they count pairs of message and group. */
export interface Counts {
  readonly published: number;
  readonly acknowledged: number;
  readonly rejected: number;
  readonly inDoubt: number;
  readonly delivered: number;
  readonly lost: number;
  readonly stranded: number;
  readonly dropped: number;
  readonly late: number;
  readonly duplicates: number;
  readonly unexplainedDuplicates: number;
  readonly unexpected: number;
  readonly corrupt: number;
  readonly reordered: number;
  readonly recoveredInDoubt: number;
}
