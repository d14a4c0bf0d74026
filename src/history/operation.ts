import type { NoticeKind, StartPosition } from "../bus/contract.ts";
import type { StruckCommand } from "./struck-command.ts";

/**
 * One entry of a run's history. Calls are recorded twice: as `invoke` before the call is made, and as
 * `ok`, `fail` or `info` once it settled. `fail` means that it certainly did not happen, `info` that
 * it may or may not have (for faults, phases and notices: simply that it was seen).
 */
export type Operation =
  | PublishInvoke
  | PublishOk
  | PublishFail
  | DeliverInvoke
  | DeliverEnd
  | SubscribeInvoke
  | SubscribeEnd
  | CloseInvoke
  | CloseEnd
  | FaultInvoke
  | FaultEnd
  | Phase
  | Notice
  | Drain
  | Audit
  | Sample
  | StrayError
  | WireCommand
  | WirePush
  | WireOpaque;

interface OperationBase {
  /** Position in the history, from 0, without gaps. */
  readonly index: number;
  /** Milliseconds since the run began, on the monotonic clock. */
  readonly timeMs: number;
  /** The role that acted, such as `publisher-0`, `subscriber-3`, `nemesis`, `auditor`. */
  readonly process: string;
}

/** `publisher/sequence`, such as `publisher-0/17`: unique in a run. */
export type MessageKey = string;

export interface PublishInvoke extends OperationBase {
  readonly kind: "publish";
  readonly type: "invoke";
  readonly message: MessageKey;
  readonly topic: string;
  /** When the open-loop schedule wanted it; latency counts from here. */
  readonly intendedMs: number;
  /** A message sent after the load ended to see whether the path works; counted like any other. */
  readonly canary?: boolean;
}
export interface PublishOk extends OperationBase {
  readonly kind: "publish";
  readonly type: "ok";
  readonly message: MessageKey;
  /** What the bus returned. */
  readonly id: string;
}
export interface PublishFail extends OperationBase {
  readonly kind: "publish";
  readonly type: "fail" | "info";
  readonly message: MessageKey;
  readonly error: string;
}

export interface DeliverInvoke extends OperationBase {
  readonly kind: "deliver";
  readonly type: "invoke";
  /** Numbers the deliveries of a run, so that the end of one finds its start. */
  readonly delivery: number;
  readonly subscription: number;
  /** `undefined` if the payload is not one this run could have published. */
  readonly message?: MessageKey;
  readonly id: string;
  readonly topic: string;
  readonly attempt: number;
  /** What is wrong with the payload itself; a sound one has no damage. */
  readonly damage?: "corrupt" | "foreign";
}
export interface DeliverEnd extends OperationBase {
  readonly kind: "deliver";
  /** `ok`: the handler is done; `fail`: it threw. */
  readonly type: "ok" | "fail";
  readonly delivery: number;
  readonly error?: string;
}

export interface SubscribeInvoke extends OperationBase {
  readonly kind: "subscribe";
  readonly type: "invoke";
  /** Numbers the subscriptions of a run. */
  readonly subscription: number;
  readonly topic: string;
  readonly group: string;
  readonly consumer: string;
  readonly from: StartPosition;
}
export interface SubscribeEnd extends OperationBase {
  readonly kind: "subscribe";
  readonly type: "ok" | "info";
  readonly subscription: number;
  readonly error?: string;
}

export interface CloseInvoke extends OperationBase {
  readonly kind: "close";
  readonly type: "invoke";
  readonly subscription: number;
}
export interface CloseEnd extends OperationBase {
  readonly kind: "close";
  readonly type: "ok" | "info";
  readonly subscription: number;
  readonly error?: string;
}

export interface FaultInvoke extends OperationBase {
  readonly kind: "fault";
  readonly type: "invoke";
  readonly action: "inject" | "heal";
  /** Position in the fault plan. */
  readonly fault: number;
  readonly name: string;
  /** The roles whose path to Redis it touches. */
  readonly roles: readonly string[];
  /**
   * Redis may come back without some of what it had acknowledged, groups and their positions
   * included: it was wiped, or killed with persistence off. Explains that handled messages come again.
   */
  readonly losesAll?: boolean;
  /**
   * Redis may have forgotten what it acknowledged in so many milliseconds before, through no fault of
   * a bus: with `everysec` it holds back the write to its log while the disk is busy with the last.
   */
  readonly losesLastMs?: number;
  /** It lies on the links of its roles, so it means nothing to a bus that does not go through them. */
  readonly network?: boolean;
  /** It strikes at this one command of its role. */
  readonly command?: StruckCommand;
}
export interface FaultEnd extends OperationBase {
  readonly kind: "fault";
  /** `ok`: verified in force, or verified healed; `info`: that could not be verified. */
  readonly type: "ok" | "info";
  readonly action: "inject" | "heal";
  readonly fault: number;
  readonly evidence: readonly Evidence[];
  readonly error?: string;
}

/** One fact that shows, or fails to show, that a fault took effect. */
export interface Evidence {
  /** What was looked at, such as `run id changed`, `witness saw a reset`. */
  readonly what: string;
  /** Whether the fact was there. One that was not makes the verdict `unknown`. */
  readonly seen: boolean;
  readonly detail?: string;
}

export type PhaseName = "setup" | "steady" | "fault" | "recovery" | "drain";

interface Phase extends OperationBase {
  readonly kind: "phase";
  readonly type: "info";
  readonly phase: PhaseName;
}

/** Something the bus said of itself through `context.notify`. */
export interface Notice extends OperationBase {
  readonly kind: "notice";
  readonly type: "info";
  readonly notice: NoticeKind;
  readonly topic?: string;
  readonly ids?: readonly string[];
  readonly detail?: string;
}

/** How the drain ended. Only a complete or a stalled one can decide that a message is lost. */
export interface Drain extends OperationBase {
  readonly kind: "drain";
  readonly type: "ok" | "info";
  /**
   * `complete`: everything pending and unread was handled, canaries included.
   * `stalled`: something is left and nothing moved for the whole limit.
   * `progressing`: something is left and it was still moving when the limit came.
   */
  readonly outcome: "complete" | "stalled" | "progressing";
  readonly detail: string;
}

/** What the auditor read in Redis itself, directly, after the drain. One entry per page. */
export interface Audit extends OperationBase {
  readonly kind: "audit";
  readonly type: "ok" | "info";
  readonly topic: string;
  readonly key: string;
  /** Stream entries in order: `[stream id, message]`, a row for each message, `null` if there is none. */
  readonly entries?: readonly (readonly [string, MessageKey | null])[];
  readonly groups?: readonly AuditedGroup[];
  /** How many entries were taken out of the stream since it began; Redis 7.0 and newer count them. */
  readonly removed?: number;
  /** Why it could not be read; then places are unknown. */
  readonly error?: string;
}
export interface AuditedGroup {
  readonly name: string;
  readonly lastDeliveredId: string;
  readonly pending: readonly AuditedPending[];
}
export interface AuditedPending {
  readonly id: string;
  readonly consumer: string;
  readonly idleMs: number;
  readonly deliveries: number;
}

/** Named numbers taken at one moment: a census of resources, the harness's own event-loop delay. */
export interface Sample extends OperationBase {
  readonly kind: "sample";
  readonly type: "info";
  readonly sample: string;
  /** Which round of a repeated measurement, from 0. */
  readonly round?: number;
  readonly values: Readonly<Record<string, number>>;
}

/** An error that nobody could catch, or of a bus that did not open, subscribe or close. */
export interface StrayError extends OperationBase {
  readonly kind: "stray-error";
  readonly type: "info";
  readonly error: string;
}

/**
 * One command as the link of its role saw it, recorded when nothing more could become of it. Times
 * are of the run; one that is missing did not happen. Handshakes are recorded without arguments.
 */
export interface WireCommand extends OperationBase {
  readonly kind: "wire";
  /** `ok`: the client got the whole reply; `info`: it did not. */
  readonly type: "ok" | "info";
  /** Which connection of the link, in order of opening, from 0. */
  readonly connection: number;
  /** The client's name for that connection, without the role. */
  readonly connectionName?: string;
  /** In upper case, with its subcommand. */
  readonly command: string;
  /** First key or channel, without the namespace. */
  readonly key?: string;
  /** Which one of those with the same connection name, command and key, from 1. */
  readonly occurrence: number;
  readonly handshake?: boolean;
  /** When the whole request had been handed to Redis. */
  readonly forwardedMs?: number;
  /** When Redis's reply was there. */
  readonly executedMs?: number;
  /** When the whole reply had been handed to the client. */
  readonly repliedMs?: number;
  /** Redis refused it, with this error. */
  readonly error?: string;
  /** A short reply, such as the id of a new stream entry or a count. */
  readonly reply?: string;
  /** The messages of this run whose payloads are in the request. */
  readonly messages?: readonly MessageKey[];
  /** The messages of this run whose payloads are in the reply. */
  readonly returned?: readonly MessageKey[];
  /** Of a command on a group of a stream: its name. */
  readonly group?: string;
  /** The stream ids that the request names, such as those of an XACK. */
  readonly ids?: readonly string[];
  /** Of a read for a group: Redis takes what it returns as acknowledged (NOACK). */
  readonly noAck?: boolean;
  /** The reply was too long to be looked through to its end, so it may have returned more. */
  readonly partial?: boolean;
}

/** A frame that answers no command went to a client, such as a Pub/Sub message. */
export interface WirePush extends OperationBase {
  readonly kind: "wire-push";
  readonly type: "info";
  readonly connection: number;
  readonly returned: readonly MessageKey[];
}

/** What goes over this connection is no Redis protocol, so the wire says no more of its role. */
export interface WireOpaque extends OperationBase {
  readonly kind: "wire-opaque";
  readonly type: "info";
  readonly connection: number;
  readonly reason: string;
}

/** An operation before the recorder numbers and dates it. */
export type OperationDraft = Operation extends infer Each
  ? Each extends Operation
    ? Omit<Each, "index" | "timeMs">
    : never
  : never;
