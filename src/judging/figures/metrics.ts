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

/**
 * The counts of `report.json`. From `delivered` to `reordered` they count pairs of message and group. Canaries
 * are counted apart: they are in none of the counts but `canaries`, `unexpected`, `corrupt` and `reordered`.
 */
export interface Counts {
  readonly published: number;
  readonly acknowledged: number;
  readonly rejected: number;
  readonly inDoubt: number;
  readonly delivered: number;
  /** As many as the findings of the kind `lost` count together, those that pass included. */
  readonly lost: number;
  readonly stranded: number;
  /** The part of `lost` that is allowed: in the loss window of at-most-once, or because a self-check loses it. */
  readonly lostAllowed: number;
  readonly dropped: number;
  readonly late: number;
  /** As many as the findings of the kind `duplicate` count together, those that pass included. */
  readonly duplicates: number;
  /** The part of `duplicates` for which there is a reason that the guarantees allow, such as a lost XACK. */
  readonly duplicatesAllowed: number;
  readonly unexplainedDuplicates: number;
  readonly unexpected: number;
  readonly corrupt: number;
  readonly reordered: number;
  readonly recoveredInDoubt: number;
  /** Messages that the harness published to see whether the path works. */
  readonly canaries: number;
}
