import type { StrikeTarget } from "../history/strike-moment.ts";
import type { FaultSpec } from "./fault-kinds.ts";

/**
 * A step of a plan: a fault that is injected `afterMs` after the previous heal and healed `holdMs`
 * later. If a reconnect is enough to get past the fault, it is held until every role has recovered.
 */
export interface FaultStep extends StrikeMoment {
  readonly spec: FaultSpec;
  readonly holdMs: number | "until-recovered";
  /** Whether the step waits first until every role has recovered, for 2 s at most. Default false. */
  readonly afterRecovery?: boolean;
}

/** The moment of a fault. A plan gives it, so the seed decides it. */
export interface StrikeMoment {
  /**
   * Milliseconds from the next beat of the load. The beat comes every 25 ms or rarer, together with a
   * message, so the fraction decides how far the next messages are away.
   */
  readonly afterMs: number;
  /** The command at which the fault strikes then. Without it, the fault strikes as soon as `afterMs` is over. */
  readonly target?: StrikeTarget;
}
