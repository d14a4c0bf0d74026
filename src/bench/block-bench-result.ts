import type { ClaimCheck } from "./block-claim.ts";
import type { BlockMeasurement, MeasuredServer } from "./block-measurement.ts";
import type { BlockPlan } from "./block-plan.ts";
import type { Recommendation } from "./recommend-block.ts";

/** A finished benchmark: the figures, what they were measured on, and the conclusions. */
export interface BlockBenchResult extends BlockMeasurement {
  readonly mode: BlockPlan["mode"];
  readonly startedAt: string;
  readonly durationMs: number;
  readonly redis: MeasuredServer;
  readonly machine: MachineLoad;
  readonly recommendation: Recommendation;
  readonly claim: readonly ClaimCheck[];
}

interface MachineLoad {
  readonly cpus: number;
  /** The mean number of processes that wanted to run, in the minute before the benchmark began. */
  readonly load: number;
}
