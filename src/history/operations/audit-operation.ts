import type { MessageKey, OperationBase } from "./operation-base.ts";

/**
 * A page of a stream, as the auditor read it from Redis after the drain, over a connection of its own
 * and not over a link. A long stream is recorded in several operations, one for each page.
 */
export interface Audit extends OperationBase {
  readonly kind: "audit";
  readonly type: "ok" | "info";
  readonly topic: string;
  readonly key: string;
  /**
   * The stream entries in order, as `[stream id, message]`: one row for each message in the entry,
   * or one row with `null` if the entry holds no message of this run.
   */
  readonly entries?: readonly (readonly [string, MessageKey | null])[];
  readonly groups?: readonly AuditedGroup[];
  /** The number of the database that holds the key, if it is not 0. */
  readonly database?: number;
  /** How many entries were removed from the stream since it was created; counted by Redis 7.0 and newer. */
  readonly removed?: number;
  /** Why the key could not be read; then the places of missing messages are unknown. */
  readonly error?: string;
}

/** A consumer group of the stream. */
export interface AuditedGroup {
  readonly name: string;
  readonly lastDeliveredId: string;
  readonly pending: readonly AuditedPending[];
}

/** An entry that Redis gave to a consumer and that the consumer has not acknowledged. */
export interface AuditedPending {
  readonly id: string;
  readonly consumer: string;
  readonly idleMs: number;
  readonly deliveries: number;
}
