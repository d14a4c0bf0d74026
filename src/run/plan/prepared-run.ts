import type { BusModule } from "../../bus/contract.ts";
import type { RunPlan } from "../../scenarios/plan-for.ts";
import type { Variant } from "../../scenarios/scenario.ts";
import type { RunTitle } from "./run-title.ts";

/** A run of a variant on a bus, with all that is decided before any connection opens. */
export interface PreparedRun extends RunPlan {
  readonly title: RunTitle;
  readonly variant: Variant;
  readonly bus: BusModule;
  /** Time limit for the recovery of every publisher and subscriber, and for a drain that stalls. */
  readonly recoveryLimitMs: number;
  /** The run's own folder, for `plan.json` and `history.jsonl`. The run creates it. */
  readonly directory: string;
}
