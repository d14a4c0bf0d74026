import type { Metrics } from "./metrics.ts";

/** Figures of a run that never took place, or whose history could not be measured. */
export const noMetrics: Metrics = {
  counts: {
    published: 0,
    acknowledged: 0,
    rejected: 0,
    inDoubt: 0,
    delivered: 0,
    lost: 0,
    stranded: 0,
    lostAllowed: 0,
    dropped: 0,
    late: 0,
    duplicates: 0,
    duplicatesAllowed: 0,
    unexplainedDuplicates: 0,
    unexpected: 0,
    corrupt: 0,
    reordered: 0,
    recoveredInDoubt: 0,
    canaries: 0,
  },
  publishLatency: undefined,
  deliveryLatency: undefined,
  steadyDeliveryLatency: undefined,
  recovery: undefined,
  harnessDelayMs: 0,
};
