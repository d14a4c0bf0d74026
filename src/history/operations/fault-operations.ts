import type { StrikeMomentRecord } from "../strike-moment.ts";
import type { StruckCommand } from "../struck-command.ts";
import type { MessageKey, OperationBase } from "./operation-base.ts";

/** The harness is about to inject or to heal a fault. */
export interface FaultInvoke extends OperationBase {
  readonly kind: "fault";
  readonly type: "invoke";
  readonly action: "inject" | "heal";
  /** Position in the fault plan. */
  readonly fault: number;
  readonly name: string;
  /** The roles whose path to Redis the fault affects. */
  readonly roles: readonly string[];
  /**
   * Redis may come back without any part of what it had acknowledged, groups and their positions
   * included: it was wiped, or killed with persistence off. So a group may handle a message twice.
   */
  readonly losesAll?: boolean;
  /**
   * Redis may lose what it acknowledged in this many milliseconds before the fault, and no bus can
   * prevent it: with `everysec` Redis delays the write to its log while the disk is busy.
   */
  readonly losesLastMs?: number;
  /** The fault acts on the links of its roles, so it does not affect a bus that bypasses them. */
  readonly network?: boolean;
  /** The fault acts on this one command of its role. */
  readonly command?: StruckCommand;
  /** The moment that the plan gives for an inject. `timeMs` is the actual moment. */
  readonly moment?: StrikeMomentRecord;
}

/** The fault was verified to be in force or healed (`ok`), or that could not be verified (`info`). */
export interface FaultEnd extends OperationBase {
  readonly kind: "fault";
  readonly type: "ok" | "info";
  readonly action: "inject" | "heal";
  readonly fault: number;
  readonly evidence: readonly Evidence[];
  readonly error?: string;
}

/** A fact that shows, or fails to show, that a fault took effect. */
export interface Evidence {
  /** The fact that the harness looked for, such as `run id changed`, `witness saw a reset`. */
  readonly what: string;
  /** True if the harness found the fact. False makes the verdict `unknown`. */
  readonly seen: boolean;
  readonly detail?: string;
  /** The messages that the fault took out of Redis. No group is owed them any more. */
  readonly removed?: readonly MessageKey[];
}
