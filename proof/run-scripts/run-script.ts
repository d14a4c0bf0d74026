import type { StartPosition } from "../../src/bus/contract.ts";
import type { HistoryGuarantees, Minimums } from "../../src/history/history-header.ts";
import type { OperationDraft } from "../../src/history/operation.ts";
import type { Drain, Notice } from "../../src/history/operations/run-operations.ts";
import type { StruckCommand } from "../../src/history/struck-command.ts";

/**
 * A run in short form, which the scopes enumerate: the messages and what happened to each of them.
 * record-script.ts turns it into a history. All times are milliseconds since the run began.
 */
export interface RunScript {
  readonly guarantees: Partial<HistoryGuarantees>;
  readonly checkers?: readonly string[];
  /** The least that must happen. Default: nothing. */
  readonly minimums?: Partial<Minimums>;
  /** The subscribers of all groups; the member at position 1 is `subscriber-1`. */
  readonly members: readonly ScriptedMember[];
  /** The message at position 1 is `publisher-0/1`. */
  readonly messages: readonly ScriptedMessage[];
  readonly fault?: ScriptedFault;
  /** `undefined` for a run that stopped before the drain. */
  readonly drain: Drain["outcome"] | undefined;
  /**
   * The record of the auditor. `sound`, the default: the stream with its entries and groups;
   * `failed`: an error; `none`: nothing; `elsewhere`: a key that holds no stream; `without groups`:
   * the stream without its groups; `unreadable`: the stream, but the auditor can read no payload.
   */
  readonly audit?: "sound" | "failed" | "none" | "elsewhere" | "without groups" | "unreadable";
  /** How many stream entries each group has read. Default: all of them. */
  readonly positions?: readonly number[];
  readonly notices?: readonly ScriptedNotice[];
  /**
   * The messages that a fresh subscriber of group `a` handles, by position. Without it the harness opens
   * no fresh subscriber.
   */
  readonly rescued?: readonly number[];
  /** True if the load came all at once. */
  readonly isBurst?: boolean;
  /** True if an earlier version recorded the run, so that the header does not say how long probes must be good. */
  readonly isOfEarlierVersion?: boolean;
  /** True if the last line of the history file is cut off. */
  readonly torn?: boolean;
  /** True if the bus gives its messages ids of its own instead of the ids of their stream entries. */
  readonly ownIds?: boolean;
  /** True if the links recorded commands; `extraOperations` holds them. */
  readonly hasCommands?: boolean;
  readonly extraOperations?: readonly ScriptedOperation[];
}

/** An operation that the script gives as it is, such as a command on a link or a sample. */
export interface ScriptedOperation {
  readonly at: number;
  readonly draft: OperationDraft;
}

/** A subscriber. */
export interface ScriptedMember {
  /** 0 for group `a`, 1 for group `b`. */
  readonly group: number;
  readonly from?: StartPosition;
  readonly subscribedAt?: number;
  /** When `subscribe` resolved; `null` if it never did. Default: 1 ms after the call. */
  readonly readyAt?: number | null;
  /** When `close` was called; it takes 10 ms. */
  readonly closedAt?: number;
  /** When its process ended. */
  readonly diedAt?: number;
}

export interface ScriptedMessage {
  /** When `publish` was called. */
  readonly at: number;
  readonly outcome: "acknowledged" | "rejected" | "in doubt" | "unsettled";
  /** How long the publish call took. Default: 1. */
  readonly tookMs?: number;
  /** How many stream entries hold the message when the auditor looks. */
  readonly entries: number;
  /** The deliveries to group `a` and to group `b`. */
  readonly byGroup: readonly GroupDeliveries[];
  readonly topic?: string;
  /** The position of the first message that has the same payload. Its deliveries are those of the payload. */
  readonly equals?: number;
}

/** The deliveries of one message to one group. */
export interface GroupDeliveries {
  readonly deliveries: readonly ScriptedDelivery[];
  /** The entry of the message that is pending for the group after the drain, counted from 0. */
  readonly pending?: number;
}

export interface ScriptedDelivery {
  readonly at: number;
  readonly outcome: "handled" | "failed" | "unfinished";
  /** Position of the subscriber in `members`. */
  readonly by: number;
  /** The entry of the message that was delivered, counted from 0. */
  readonly entry?: number;
  /** How long the handler ran. Default: 1. */
  readonly tookMs?: number;
  readonly attempt?: number;
  readonly damage?: "corrupt" | "foreign";
  /** True if the handler succeeds with no call of the message. */
  readonly neverSucceeds?: true;
  /** The error of a handler that fails. */
  readonly error?: string;
  /** The topic that the bus names to the handler. */
  readonly topic?: string;
}

export interface ScriptedFault {
  /** Default: `SIGKILL redis`. */
  readonly name?: string;
  readonly at: number;
  /** `null` for a fault that is never healed. */
  readonly healAt: number | null;
  readonly roles: readonly string[];
  readonly losesAll?: boolean;
  readonly losesLastMs?: number;
  readonly evidence?: "seen" | "not seen" | "none";
  /** The messages that the fault took out of Redis, by position. */
  readonly removes?: readonly number[];
  /** False if the harness could not verify that the fault was healed. */
  readonly isVerified?: boolean;
  /** The command that the fault struck, for a fault at one command. */
  readonly command?: StruckCommand;
}

/** A notice of the bus. */
export interface ScriptedNotice {
  /** Default: just before the end of the drain. */
  readonly at?: number;
  readonly notice: Notice["notice"];
  readonly by: string;
  readonly topic?: string;
  readonly ids?: readonly string[];
}

export const groupNames = ["a", "b"] as const;
/** When the drain of every run ended. */
export const drainedAtMs = 90_000;

/** The key of the message at this position. */
export function keyOf(message: number): string {
  return `publisher-0/${message}`;
}

/** The id of a stream entry of the message at this position, such as `101-0`. */
export function entryIdOf(message: number, entry = 0): string {
  return `${100 + message}-${entry}`;
}
