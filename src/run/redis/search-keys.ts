import { nowMs } from "../../clock.ts";
import { scanKeys } from "../../fixtures/redis/scan-keys.ts";
import type {
  FoundMessage,
  Keyspace,
  KeyType,
} from "../../history/operations/keyspace-operation.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { Database } from "./databases.ts";
import { readParts, typeOf } from "./read-key.ts";

export interface KeySearchOptions {
  readonly databases: readonly Database[];
  /** The patterns of the keys to search, such as `bus-chaos:1f2e:*`. */
  readonly patterns: readonly string[];
  /** Finds the messages of the run in a text. */
  readonly find: (text: string) => readonly MessageKey[];
  /** The search ends at either limit, and is not complete then. `parts` are elements, fields and entries. */
  readonly limits?: { readonly ms: number; readonly parts: number };
}

export type KeySearch = Pick<Keyspace, "found" | "keys" | "complete">;

/** A search of 20 000 messages in hashes takes about 2 s. More than 10 s would hold up the run. */
const usualLimits = { ms: 10_000, parts: 500_000 };
/** As many keys are asked for at once. */
const keysAtOnce = 200;
/** An element that names a message is short. Longer ones hold the message itself, or something else. */
const nameChars = 200;

/** Searches the keys of the run for its messages. Returns one place for each message that it finds. */
export async function searchKeys(options: KeySearchOptions): Promise<KeySearch> {
  const found = new Map<MessageKey, FoundMessage>();
  let keys = 0;
  let complete = true;
  for (const database of options.databases) {
    keys += Number(await database.ask(["DBSIZE"]));
    const search = await searchDatabase(database, options);
    complete &&= search.complete;
    for (const each of search.found) {
      if (!found.has(each.message)) found.set(each.message, each);
    }
  }
  return { found: [...found.values()], keys, complete };
}

/** A payload in a value, and the names under which a queue may list it. */
interface Hit {
  readonly message: MessageKey;
  readonly key: string;
  readonly type: KeyType;
  readonly names: readonly string[];
}

interface Queue {
  readonly key: string;
  readonly type: KeyType;
}

interface Contents {
  readonly hits: Hit[];
  /** The lists and sets, by the short elements that they have. */
  readonly queues: Map<string, Queue[]>;
  readonly keys: Set<string>;
}

async function searchDatabase(
  { number, ask }: Database,
  { patterns, find, limits = usualLimits }: KeySearchOptions,
): Promise<Pick<KeySearch, "found" | "complete">> {
  const endMs = nowMs() + limits.ms;
  const contents: Contents = { hits: [], queues: new Map(), keys: new Set() };
  let parts = 0;
  const isOver = (): boolean => nowMs() > endMs || parts > limits.parts;

  async function readKey(key: string): Promise<void> {
    const type = await typeOf(ask, key);
    if (!type) return;
    for await (const page of readParts(ask, key, type)) {
      parts += page.length;
      for (const part of page) addPart(contents, { key, type, ...part }, find);
      if (isOver()) return;
    }
  }

  for (const pattern of patterns) {
    for await (const page of scanKeys(ask, pattern)) {
      const fresh = page.filter((key) => !contents.keys.has(key));
      for (const key of fresh) contents.keys.add(key);
      for (let at = 0; at < fresh.length && !isOver(); at += keysAtOnce) {
        await Promise.all(fresh.slice(at, at + keysAtOnce).map(readKey));
      }
      if (isOver()) break;
    }
  }
  const found = contents.hits
    .map((hit) => placed(hit, contents, number))
    .toSorted((left, right) => rankOf(left) - rankOf(right));
  return { found, complete: !isOver() };
}

interface KeyPart {
  readonly key: string;
  readonly type: KeyType;
  readonly text: string;
  readonly field?: string;
}

function addPart(
  { hits, queues }: Contents,
  { key, type, text, field }: KeyPart,
  find: KeySearchOptions["find"],
): void {
  const lastName = key.slice(key.lastIndexOf(":") + 1);
  const names = [...(field === undefined ? [] : [field]), lastName, key];
  for (const message of find(text)) hits.push({ message, key, type, names });
  if (!isQueue(type) || text.length > nameChars) return;
  const known = queues.get(text);
  if (known) known.push({ key, type });
  else queues.set(text, [{ key, type }]);
}

/** A set often only marks messages that a list holds, so a list comes first. */
const queueTypes: readonly KeyType[] = ["list", "zset", "set"];

function isQueue(type: KeyType): boolean {
  return queueTypes.includes(type);
}

/** Adds the queue that names the message, if the payload is stored apart, and the lock on it. */
function placed(hit: Hit, { queues, keys }: Contents, number: number): FoundMessage {
  const { message, key, type, names } = hit;
  const prefix = key.slice(0, key.lastIndexOf(":") + 1);
  const listed = isQueue(type) ? [] : names.flatMap((name) => queues.get(name) ?? []);
  // Several queues of one Redis may use the same numbers, so the queue must be a neighbour of the key.
  const [queue] = listed
    .filter((each) => each.key.startsWith(prefix) && each.key !== key)
    .toSorted((left, right) => queueTypes.indexOf(left.type) - queueTypes.indexOf(right.type));
  const lock = names.map((name) => [`${key}:lock`, `${prefix}${name}:lock`]).flat();
  const held = lock.find((each) => keys.has(each));
  return {
    message,
    key,
    type,
    ...(queue && { queue }),
    ...(held !== undefined && { lock: held }),
    ...(number !== 0 && { database: number }),
  };
}

/** A message can be in several places. The place from which a bus takes it comes first. */
function rankOf({ type, queue }: FoundMessage): number {
  if (isQueue(type)) return 0;
  if (queue) return 1;
  return type === "stream" ? 2 : 3;
}
