import type { StartPosition } from "../../bus/contract.ts";
import type { HistoryGuarantees, HistoryHeader } from "../../history/history-header.ts";
import type { AuditedGroup } from "../../history/operations/audit-operation.ts";
import type { DeadLetters } from "../../history/operations/dead-letters.ts";
import type { Evidence } from "../../history/operations/fault-operations.ts";
import type { Keyspace } from "../../history/operations/keyspace-operation.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { ProcessEnd } from "../../history/operations/process-end.ts";
import type { RedisTroubleKind } from "../../history/operations/redis-trouble.ts";
import type { Drain, Notice, StrayError } from "../../history/operations/run-operations.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import type { StruckCommand } from "../../history/struck-command.ts";

export interface SubscribeScript {
  readonly at?: number;
  readonly group?: string;
  readonly topic?: string;
  readonly from?: StartPosition;
  readonly process?: string;
  /** `null` for a call that never resolved. */
  readonly tookMs?: number | null;
  /** True for a fresh subscriber that the harness opened after the drain. Later deliveries go to it. */
  readonly rescue?: boolean;
}

/** A group that handled a first canary before the load. */
export interface ReadyScript {
  readonly at: number;
  readonly group?: string;
}

export interface CloseScript {
  readonly at: number;
  readonly group?: string;
  readonly tookMs?: number;
}

export interface PublishScript {
  readonly at: number;
  readonly intendedAt?: number;
  readonly topic?: string;
  /** `null` for a call that never settled. */
  readonly tookMs?: number | null;
  readonly outcome?: "ok" | "fail" | "info";
  readonly id?: string;
  readonly canary?: boolean;
  /** The first message with the same payload. */
  readonly equals?: MessageKey;
}

export interface DeliverScript {
  readonly at: number;
  readonly group?: string;
  /** `null` for a handler that never returned. */
  readonly tookMs?: number | null;
  readonly outcome?: "ok" | "fail";
  readonly id?: string;
  readonly topic?: string;
  readonly attempt?: number;
  readonly damage?: "corrupt" | "foreign";
  /** The handler succeeds with no call of the message. */
  readonly neverSucceeds?: true;
  /** The error of a handler that fails. */
  readonly error?: string;
}

export interface FaultScript {
  readonly at: number;
  /** `null` for a fault that is never healed. */
  readonly healAt: number | null;
  readonly name?: string;
  readonly roles?: readonly string[];
  readonly losesAll?: boolean;
  readonly losesLastMs?: number;
  readonly network?: boolean;
  readonly command?: StruckCommand;
  /** How long it took to verify the injection, and later the heal. */
  readonly tookMs?: number;
  readonly evidence?: readonly Evidence[];
  readonly verified?: boolean;
  /** As `verified` unless given. */
  readonly injectVerified?: boolean;
}

export type NoticeScript = Pick<Notice, "notice" | "topic" | "ids"> & {
  readonly at: number;
  readonly by?: string;
};

export interface DrainScript {
  readonly at?: number;
  readonly outcome?: Drain["outcome"];
}

export interface DeadLettersScript extends Pick<DeadLetters, "letters" | "error"> {
  readonly at?: number;
  readonly topic?: string;
}

export interface AuditScript {
  readonly at?: number;
  readonly topic?: string;
  readonly entries?: readonly (readonly [string, MessageKey | null])[];
  readonly groups?: readonly AuditedGroup[];
  readonly removed?: number;
  readonly error?: string;
}

/** The search of the auditor; whole and without an error unless given. */
export type KeyspaceScript = Partial<
  Pick<Keyspace, "found" | "messages" | "keys" | "complete" | "error">
> & {
  readonly at?: number;
};

export interface SampleScript {
  readonly at?: number;
  readonly process?: string;
  readonly sample: string;
  readonly round?: number;
  readonly values: Readonly<Record<string, number>>;
}

/** A command that passed a link. It was forwarded, executed and replied to at the moment `at` unless given. */
export interface WireScript extends Partial<WireDetails> {
  readonly at: number;
  /** `publisher-0` by default. */
  readonly by?: string;
  readonly command: string;
  /** The stream of the topic by default, `null` for a command without a key. */
  readonly key?: string | null;
  /** `null` for a step that did not happen. */
  readonly forwardedAt?: number | null;
  readonly executedAt?: number | null;
  readonly repliedAt?: number | null;
}

export interface TroubleScript {
  readonly at: number;
  readonly trouble: RedisTroubleKind;
  readonly detail: string;
}

export interface BypassScript {
  readonly at: number;
  readonly client: string;
  readonly command?: string;
}

export interface OpaqueScript {
  readonly at: number;
  readonly by: string;
}

type WireDetails = Omit<
  WireCommand,
  | "kind"
  | "type"
  | "index"
  | "timeMs"
  | "process"
  | "command"
  | "key"
  | "forwardedMs"
  | "executedMs"
  | "repliedMs"
>;

export type HeaderScript = Partial<Omit<HistoryHeader, "guarantees">> & {
  readonly guarantees?: Partial<HistoryGuarantees>;
};

export interface ProcessEndScript extends Partial<Pick<ProcessEnd, "how" | "by">> {
  readonly at: number;
  /** The role. */
  readonly of?: string;
}

export interface StrayErrorScript extends Pick<StrayError, "origin" | "stack" | "afterClose"> {
  readonly at: number;
  /** The role. */
  readonly by?: string;
  readonly error?: string;
}
