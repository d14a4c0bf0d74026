import type { BusModule } from "../../bus/contract.ts";
import type { RunPlan } from "../../scenarios/plan-for.ts";
import type { Variant } from "../../scenarios/scenario.ts";
import type { Isolation } from "./isolation.ts";
import type { RunTitle } from "./run-title.ts";

/** A run of a variant on a bus, with all that is decided before any connection opens. */
export interface PreparedRun extends RunPlan {
  readonly title: RunTitle;
  readonly variant: Variant;
  readonly bus: BusModule;
  /**
   * The name of a registered bus, or the absolute path of its module, by which another process loads the same bus.
   * `undefined` for a bus that exists only in this process.
   */
  readonly busSource?: string | undefined;
  /** The roles that have a process of their own. By default none has. */
  readonly isolation?: Isolation;
  /** Time limit for the recovery of every publisher and subscriber, and for a drain that stalls. */
  readonly recoveryLimitMs: number;
  /** The run's own folder, for `plan.json` and `history.jsonl`. The run creates it. */
  readonly directory: string;
}
