import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { FoundMessage } from "../../history/operations/keyspace-operation.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { oncePerHistory } from "./once-per-history.ts";

/** A place in Redis outside the stream that the bus names, as a report prints it. */
export type FoundPlace =
  | `waiting in ${string}`
  | `in work in ${string}`
  | `in work under ${string}`
  | `set aside in ${string}`
  | `kept in ${string}`;

/** The search of the auditor through the keys of the run, for messages that were not handled. */
export interface KeyspaceSearch {
  /**
   * Returns where the search found a message. If it did not find the message: `not in Redis` if the search
   * would have found it, otherwise `undefined`.
   */
  placeOf(message: MessageKey): FoundPlace | "not in Redis" | undefined;
}

/** Computed once for a history. */
export const keyspaceOf = oncePerHistory(readKeyspace);

function readKeyspace({ keyspace }: IndexedHistory): KeyspaceSearch {
  const places = new Map(
    keyspace.flatMap(({ found }) => found.map((each) => [each.message, foundPlace(each)])),
  );
  const isWhole = keyspace.length > 0 && keyspace.every(isComplete);
  // A search that finds no message at all may be unable to read them: they may be compressed. But in a
  // Redis without keys nothing can be hidden.
  const canRead = keyspace.some(({ messages, keys }) => messages > 0 || keys === 0);
  return {
    placeOf: (message) => places.get(message) ?? (isWhole && canRead ? "not in Redis" : undefined),
  };
}

function isComplete({ complete, error }: IndexedHistory["keyspace"][number]): boolean {
  return complete && error === undefined;
}

const typeNames = {
  list: "list",
  hash: "hash",
  zset: "sorted set",
  set: "set",
  string: "string",
  stream: "stream",
} as const;

/** Libraries name the keys of messages that a worker has, such as `bull:orders:active`. */
const workNames =
  /(?:active|processing|progress|inflight|in-flight|working|unacked|reserved|stalling)/iu;
/** And those of messages that no worker will get any more. */
const asideNames = /(?:completed|succeeded|finished|done|failed|dead|dlq|acknowledged)/iu;

/**
 * Returns the place as a report prints it, by the type of its key and by words that libraries use:
 *
 *     bull:orders:wait (list)                                → waiting in list bull:orders:wait
 *     bull:orders:active (list), lock bull:orders:17:lock    → in work under lock bull:orders:17:lock
 *     bull:orders:17 (hash), in no list or set               → kept in hash bull:orders:17
 */
function foundPlace({ key, type, queue, lock, database }: FoundMessage): FoundPlace {
  const place = queue ?? { key, type };
  const inDatabase = database === undefined ? "" : ` of database ${database}`;
  const name = `${typeNames[place.type]} ${place.key}${inDatabase}` as const;
  if (lock !== undefined) return `in work under lock ${lock}${inDatabase}`;
  const last = place.key.slice(place.key.lastIndexOf(":") + 1);
  if (workNames.test(last)) return `in work in ${name}`;
  if (asideNames.test(last)) return `set aside in ${name}`;
  const isQueue = place.type === "list" || place.type === "zset" || place.type === "set";
  return isQueue || place.type === "stream" ? `waiting in ${name}` : `kept in ${name}`;
}
