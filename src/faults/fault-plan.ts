import type { FaultSpec } from "./fault-kinds.ts";

/**
 * A step of a plan: a fault that is injected `afterMs` after the previous heal and healed `holdMs`
 * later. If a reconnect is enough to get past the fault, it is held until every role has recovered.
 */
export interface FaultStep {
  readonly spec: FaultSpec;
  readonly afterMs: number;
  readonly holdMs: number | "until-recovered";
}
