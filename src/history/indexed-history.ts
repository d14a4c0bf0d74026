import type { StartPosition } from "../bus/contract.ts";
import type { HistoryHeader } from "./history-header.ts";
import type { Audit } from "./operations/audit-operation.ts";
import type { Evidence } from "./operations/fault-operations.ts";
import type { DeliverInvoke } from "./operations/message-operations.ts";
import type { MessageKey } from "./operations/operation-base.ts";
import type { Drain, Notice, PhaseName, Sample, StrayError } from "./operations/run-operations.ts";
import type { WireCommand, WireOpaque, WirePush } from "./operations/wire-operations.ts";
import type { StruckCommand } from "./struck-command.ts";

/** A history with its calls paired and its messages looked up: what metrics and checkers read. */
export interface IndexedHistory {
  readonly header: HistoryHeader;
  readonly operationCount: number;
  readonly messages: ReadonlyMap<MessageKey, MessageRecord>;
  readonly subscriptions: readonly SubscriptionRecord[];
  /** In order of their start. */
  readonly deliveries: readonly DeliveryRecord[];
  readonly faults: readonly FaultRecord[];
  readonly drain: Drain | undefined;
  readonly audits: readonly Audit[];
  readonly notices: readonly Notice[];
  readonly samples: readonly Sample[];
  readonly strayErrors: readonly StrayError[];
  /** In the order in which they ended. Empty where the links saw no commands. */
  readonly wire: readonly WireCommand[];
  readonly pushes: readonly WirePush[];
  /** Connections of which the wire says nothing more. */
  readonly opaque: readonly WireOpaque[];
  readonly phases: readonly { readonly phase: PhaseName; readonly startMs: number }[];
  /** When the last operation was recorded. */
  readonly endMs: number;
  /** The file ended in the middle of a line: the harness was stopped while it recorded. */
  readonly torn: boolean;
}

export interface MessageRecord {
  readonly key: MessageKey;
  readonly publisher: string;
  readonly sequence: number;
  readonly topic: string;
  readonly canary: boolean;
  readonly intendedMs: number;
  readonly invokedMs: number;
  readonly invokeIndex: number;
  /** `in-doubt` also when the call never settled. */
  readonly outcome: "acknowledged" | "rejected" | "in-doubt";
  readonly settledMs: number | undefined;
  readonly settledIndex: number | undefined;
  /** What the bus returned for an acknowledged message. */
  readonly id: string | undefined;
  readonly error: string | undefined;
}

export interface SubscriptionRecord {
  readonly subscription: number;
  readonly process: string;
  readonly topic: string;
  readonly group: string;
  readonly consumer: string;
  readonly from: StartPosition;
  readonly invokedMs: number;
  /** When `subscribe` resolved; `undefined` if it never did. */
  readonly readyMs: number | undefined;
  readonly closeInvokedMs: number | undefined;
  /** When `close` resolved. */
  readonly closedMs: number | undefined;
}

export interface DeliveryRecord {
  readonly start: DeliverInvoke;
  readonly subscription: SubscriptionRecord;
  /** `undefined` if the payload was damaged or nobody published it. */
  readonly message: MessageRecord | undefined;
  readonly outcome: "handled" | "failed" | "unfinished";
  readonly endMs: number | undefined;
  /** What the handler threw. */
  readonly error: string | undefined;
}

export interface FaultRecord {
  readonly fault: number;
  readonly name: string;
  readonly roles: readonly string[];
  /** Redis may come back without some of what it had acknowledged. */
  readonly losesAll: boolean;
  readonly losesLastMs: number;
  /** It lies on the links of its roles. */
  readonly network: boolean;
  /** It struck at this one command of its role. */
  readonly command: StruckCommand | undefined;
  /** Just before it was injected, and once it was verified in force. */
  readonly injectCallMs: number;
  readonly injectedMs: number | undefined;
  /** Just before it was healed, and once that was verified. */
  readonly healCallMs: number | undefined;
  readonly healedMs: number | undefined;
  readonly evidence: readonly Evidence[];
  readonly injectIndex: number;
}
