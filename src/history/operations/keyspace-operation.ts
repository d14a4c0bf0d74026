import type { MessageKey, OperationBase } from "./operation-base.ts";

/**
 * Where in Redis the auditor found messages that a group has not handled after the drain. It searched the
 * keys of the run: lists, hashes, sorted sets, sets, strings and streams. Many rows are recorded in several
 * operations.
 */
export interface Keyspace extends OperationBase {
  readonly kind: "keyspace";
  readonly type: "ok" | "info";
  readonly found: readonly FoundMessage[];
  /** How many messages of the run the whole search found, those that were handled included. */
  readonly messages: number;
  /** How many keys Redis had in the databases that the auditor searched, keys of others included. */
  readonly keys: number;
  /** False if the search ended at one of its bounds, so that it may have missed messages. */
  readonly complete: boolean;
  /** Why the search failed. */
  readonly error?: string;
}

/** A message that the auditor found. */
export interface FoundMessage {
  readonly message: MessageKey;
  /** The key that holds the payload. */
  readonly key: string;
  readonly type: KeyType;
  /** A list, set or sorted set that names the id of the message, if the payload is stored apart from its queue. */
  readonly queue?: { readonly key: string; readonly type: KeyType };
  /** A key that locks the message, such as `bull:orders:17:lock`. */
  readonly lock?: string;
  /** The number of the database, if it is not 0. */
  readonly database?: number;
}

export const keyTypes = ["list", "hash", "zset", "set", "string", "stream"] as const;
export type KeyType = (typeof keyTypes)[number];
