import type { StartPosition } from "../bus/contract.ts";
import type { HistoryHeader } from "./history-header.ts";
import type { Audit } from "./operations/audit-operation.ts";
import type { Bypass } from "./operations/bypass.ts";
import type { DeadLetters } from "./operations/dead-letters.ts";
import type { Evidence } from "./operations/fault-operations.ts";
import type { Keyspace } from "./operations/keyspace-operation.ts";
import type { DeliverInvoke } from "./operations/message-operations.ts";
import type { MessageKey } from "./operations/operation-base.ts";
import type { ProcessEnd } from "./operations/process-end.ts";
import type { RedisTrouble } from "./operations/redis-trouble.ts";
import type { Drain, Notice, PhaseName, Sample, StrayError } from "./operations/run-operations.ts";
import type { WireCommand, WireEnd, WireOpaque, WirePush } from "./operations/wire-operations.ts";
import type { StrikeMomentRecord } from "./strike-moment.ts";
import type { StruckCommand } from "./struck-command.ts";

/** A history with its calls paired and its messages looked up. The judge reads this form. */
export interface IndexedHistory {
  readonly header: HistoryHeader;
  readonly operationCount: number;
  readonly messages: ReadonlyMap<MessageKey, MessageRecord>;
  readonly subscriptions: readonly SubscriptionRecord[];
  /** The calls that opened and closed the buses. Empty in a history that does not record them. */
  readonly busCalls: readonly BusCallRecord[];
  /** In order of their start. */
  readonly deliveries: readonly DeliveryRecord[];
  readonly faults: readonly FaultRecord[];
  readonly drain: Drain | undefined;
  readonly audits: readonly Audit[];
  /** The pages of the dead letters. Empty if the bus names no such stream. */
  readonly deadLetters: readonly DeadLetters[];
  /** The pages of the search for messages that were not handled. Empty if there was no such search. */
  readonly keyspace: readonly Keyspace[];
  /** The fresh subscribers that the harness opened after the drain. */
  readonly rescues: readonly Rescue[];
  readonly notices: readonly Notice[];
  readonly samples: readonly Sample[];
  readonly strayErrors: readonly StrayError[];
  /** The ends of processes of roles during the run. */
  readonly processEnds: readonly ProcessEnd[];
  /** Failures of Redis itself that the harness did not cause. */
  readonly troubles: readonly RedisTrouble[];
  /** Connections to Redis that did not come through a link. */
  readonly bypasses: readonly Bypass[];
  /** In the order in which they ended. Empty if the links recorded no commands. */
  readonly wire: readonly WireCommand[];
  readonly pushes: readonly WirePush[];
  /** Connections that the links could no longer parse. */
  readonly opaque: readonly WireOpaque[];
  /** Connections that the links reset. */
  readonly resets: readonly WireEnd[];
  readonly phases: readonly { readonly phase: PhaseName; readonly startMs: number }[];
  /** When the last operation was recorded. */
  readonly endMs: number;
  /** True if the file ends in the middle of a line: the harness was stopped while it recorded. */
  readonly torn: boolean;
}

/** A message with its publish call. */
export interface MessageRecord {
  readonly key: MessageKey;
  readonly publisher: string;
  readonly sequence: number;
  readonly topic: string;
  readonly canary: boolean;
  /** Whether another message has the same payload. Then nothing in Redis shows which of them it is. */
  readonly sharesPayload: boolean;
  readonly intendedMs: number;
  readonly invokedMs: number;
  readonly invokeIndex: number;
  /** `in-doubt` also if the call never settled. */
  readonly outcome: "acknowledged" | "rejected" | "in-doubt";
  /** `undefined` also if the call settled only after the drain: then the end of the run settled it. */
  readonly settledMs: number | undefined;
  readonly settledIndex: number | undefined;
  /** The id that the bus returned for an acknowledged message. */
  readonly id: string | undefined;
  readonly error: string | undefined;
  /**
   * When a call that was made before the end of the drain settled, if that was only after it. From then
   * on the harness closes connections, so the bus did not settle the call by itself.
   */
  readonly settledTooLateMs: number | undefined;
}

/** A call that opened or closed the bus of a role. */
export interface BusCallRecord {
  readonly process: string;
  readonly call: "open" | "close";
  readonly invokedMs: number;
  readonly invokeIndex: number;
  /** When the call resolved. */
  readonly doneMs: number | undefined;
  /** The harness stopped waiting after this time: the call had not settled. */
  readonly gaveUpAfterMs: number | undefined;
}

/** A subscription from its subscribe call to the end of its close call. */
export interface SubscriptionRecord {
  readonly subscription: number;
  readonly process: string;
  readonly topic: string;
  readonly group: string;
  readonly consumer: string;
  readonly from: StartPosition;
  readonly invokedMs: number;
  readonly invokeIndex: number;
  /** When `subscribe` resolved; `undefined` if it never did. */
  readonly readyMs: number | undefined;
  /**
   * When its group had handled a first canary since it opened. `undefined` if the harness sent no canary before the
   * load, as while workers start under load, and if the group handled none.
   */
  readonly heardMs: number | undefined;
  /** The harness stopped waiting for `subscribe` after this time. */
  readonly subscribeGaveUpAfterMs: number | undefined;
  readonly closeInvokedMs: number | undefined;
  /** When `close` resolved. */
  readonly closedMs: number | undefined;
  /** The harness stopped waiting for `close` after this time. */
  readonly closeGaveUpAfterMs: number | undefined;
}

/**
 * A fresh subscriber of a group, which the harness opened after the drain and the audit. No other list of
 * the history has its subscription, its deliveries or its commands.
 */
export interface Rescue {
  readonly subscription: SubscriptionRecord;
  /** In order of their start. */
  readonly deliveries: readonly DeliveryRecord[];
}

/** A call of a handler. */
export interface DeliveryRecord {
  readonly start: DeliverInvoke;
  readonly subscription: SubscriptionRecord;
  /** `undefined` if the payload was damaged, or if the message was not published before. */
  readonly message: MessageRecord | undefined;
  readonly outcome: "handled" | "failed" | "unfinished";
  readonly endMs: number | undefined;
  /** The error that the handler threw. */
  readonly error: string | undefined;
}

/** A fault with its calls, their times and all its evidence. */
export interface FaultRecord {
  readonly fault: number;
  readonly name: string;
  readonly roles: readonly string[];
  /** True if Redis may come back without any part of what it had acknowledged. */
  readonly losesAll: boolean;
  /** Redis may have lost what it acknowledged in this many milliseconds before the fault. */
  readonly losesLastMs: number;
  /** True if the fault acts on the links of its roles. */
  readonly network: boolean;
  /** The command that the fault struck, for a fault at one command. */
  readonly command: StruckCommand | undefined;
  /** The moment that the plan gave, and the command at which it struck. Absent without a plan. */
  readonly moment?: StrikeMomentRecord;
  /** When the harness began to inject it. */
  readonly injectCallMs: number;
  /** When the harness verified that it was in force; `undefined` if it could not. */
  readonly injectedMs: number | undefined;
  /** When the harness began to heal it. */
  readonly healCallMs: number | undefined;
  /** When the harness verified that it was healed; `undefined` if it could not. */
  readonly healedMs: number | undefined;
  readonly evidence: readonly Evidence[];
  readonly injectIndex: number;
}
