import type { MessageKey, OperationBase } from "./operation-base.ts";

/**
 * The stream of dead letters of a topic, as the auditor read it from Redis after the drain. A long one is recorded in
 * several operations, one for each page.
 */
export interface DeadLetters extends OperationBase {
  readonly kind: "dead-letters";
  readonly type: "ok" | "info";
  readonly topic: string;
  readonly key: string;
  readonly letters?: readonly DeadLetter[];
  /** Why the key could not be read. Then the history does not tell which messages are dead letters. */
  readonly error?: string;
}

/** An entry of the stream. */
export interface DeadLetter {
  readonly id: string;
  /** The messages whose whole payload is in the entry; none if the entry has no payload of this run. */
  readonly messages: readonly MessageKey[];
  /** The other fields, as names and values in turn. Long values are cut. */
  readonly fields: readonly string[];
}
