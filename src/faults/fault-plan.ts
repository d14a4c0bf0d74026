import type { FaultSpec } from "./fault-kinds.ts";

/**
 * One fault of a plan: injected `afterMs` after the previous heal, healed `holdMs` later. A fault that
 * a bus can get round by reconnecting is held until every role has recovered from it.
 */
export interface FaultStep {
  readonly spec: FaultSpec;
  readonly afterMs: number;
  readonly holdMs: number | "until-recovered";
}
