import type { StartPosition } from "../bus/contract.ts";
import type { FaultStep } from "../faults/fault-plan.ts";
import type { Persistence } from "../fixtures/redis/redis.ts";
import type { HistoryGuarantees, Minimums } from "../history/history-header.ts";
import type { FindingKind } from "../judging/finding/finding.ts";
import type { CommandFault } from "../link/contract/command-point.ts";
import type { LinkCapability } from "../link/contract/link-capability.ts";
import type { Random } from "../random.ts";
import type { Stage } from "./stage.ts";

/** A named recipe: workload, fault plan, checkers and objectives, in one or more variants. */
export interface Scenario {
  readonly name: string;
  /** One line for `chaos list`. */
  readonly summary: string;
  readonly variants: readonly Variant[];
  /** Why this scenario says nothing about such a bus; `undefined` if it applies. */
  notApplicable?(guarantees: HistoryGuarantees): string | undefined;
}

export interface Variant {
  readonly name: string;
  readonly summary: string;
  /** `quick` runs by default, `thorough` with `--thorough`, `named` only when asked for by name. */
  readonly tier: "quick" | "thorough" | "named";
  readonly workload: Workload;
  readonly persistence: Persistence;
  /** Concrete faults for this seed, in order. Empty for a variant without any. */
  plan(random: Random): readonly FaultStep[];
  /** Faults that wait for their command, armed before the first connection is opened. */
  readonly commandFaults?: readonly CommandFault[];
  readonly checkers: readonly string[];
  readonly minimums: Minimums;
  /** A control: it passes by finding this, for the fault makes it unavoidable. */
  readonly control?: FindingKind;
  /** Its own course kills or stops the server. */
  readonly needsProcess?: boolean;
  /** What its own course needs of the link, beside the faults of the plan. */
  readonly needs?: readonly LinkCapability[];
  /**
   * How often a bus that refuses to open or to subscribe is asked, once by default: more where a
   * fault may strike meanwhile, for to say so is its good right.
   */
  readonly openAttempts?: number;
  /** Must have the process to itself, because it counts resources or fills a core. */
  readonly exclusive?: boolean;
  /** Runs over packets dropped in a network namespace instead of the chosen link. */
  readonly dropsPackets?: boolean;
  /** Why this variant says nothing about such a bus. */
  notApplicable?(guarantees: HistoryGuarantees): string | undefined;
  /** Replaces the standard course (steady, faults, recovery); the drain follows as always. */
  steps?(stage: Stage): Promise<void>;
}

/** Who publishes and consumes what, at which rate. */
export interface Workload {
  readonly publishers: number;
  /** One subscriber in each group, unless the course opens its own. */
  readonly groups: number;
  /** Open loop, per publisher: the schedule does not wait for replies. */
  readonly ratePerSecond: number | "burst";
  /**
   * So many messages per publisher. With faults the load goes on until the recovery is over, however
   * many it takes, and this is the least.
   */
  readonly messages?: number;
  readonly payloadBytes: number;
  /** How long the load runs before the first fault. */
  readonly steadyMs: number;
  readonly from: StartPosition;
  /** How long a blocking read may wait at the server; the bus has its own default. */
  readonly blockMs?: number;
}
