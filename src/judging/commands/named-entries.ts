import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { isStreamId } from "../../stream-id.ts";
import { fateOf } from "./command-fate.ts";

/** Returns the messages that an entry of a stream holds; none if that is not certain. */
export type EntryLookup = (key: string, id: string) => readonly MessageKey[];

/** `null` for an id with two possible values. */
type Unique<Value> = Map<string, Value | null>;

/**
 * Looks up entries whose content no link and no auditor could read, by the ids under which the bus acknowledged or
 * delivered its messages. Two streams may have entries with the same id, so the stream must be certain too.
 *
 * Example: the payload of XADD on stream:orders is compressed, and Redis answered `7-0`. The publish of
 * publisher-0/3 resolved with `7-0`: entry `7-0` of stream:orders holds publisher-0/3.
 */
export function namedEntryLookup(history: IndexedHistory): EntryLookup {
  let known: { messages: Unique<MessageKey>; streams: Unique<string> } | undefined;
  return (key, id) => {
    known ??= { messages: messagesById(history), streams: streamsById(history) };
    const message = known.messages.get(id);
    return message && known.streams.get(id) === key ? [message] : [];
  };
}

function messagesById({ messages, deliveries }: IndexedHistory): Unique<MessageKey> {
  const byId: Unique<MessageKey> = new Map();
  for (const { id, key } of messages.values()) if (id !== undefined) addUnique(byId, id, key);
  for (const { start, message } of deliveries)
    if (message && start.id !== "") addUnique(byId, start.id, message.key);
  return byId;
}

/** The stream of an entry: where it was appended, or else the only stream that its subscriber reads. */
function streamsById(history: IndexedHistory): Unique<string> {
  const streams: Unique<string> = new Map();
  for (const { command, key, reply = "", messages } of history.wire) {
    // An append with a readable payload says itself what it holds.
    if (command === "XADD" && key !== undefined && !messages) addUnique(streams, reply, key);
  }
  const appended = new Set(streams.keys());
  const reads = readsByRole(history);
  for (const { start } of history.deliveries) {
    if (appended.has(start.id)) continue;
    const read = reads.get(start.process);
    if (read && read.fromMs <= start.timeMs) addUnique(streams, start.id, read.key);
  }
  return streams;
}

function addUnique<Value>(found: Unique<Value>, id: string, value: Value): void {
  if (!isStreamId(id)) return;
  const known = found.get(id);
  if (known === undefined) found.set(id, value);
  else if (known !== value) found.set(id, null);
}

interface StreamRead {
  readonly key: string;
  /** When Redis executed the first read. */
  readonly fromMs: number;
}

const reading = new Set(["XREADGROUP", "XREAD", "XRANGE", "XCLAIM", "XAUTOCLAIM"]);

/** The stream that each role reads; `null` for a role that reads several. */
function readsByRole({ wire }: IndexedHistory): ReadonlyMap<string, StreamRead | null> {
  const reads = new Map<string, StreamRead | null>();
  for (const command of wire) {
    const { process, key, executedMs = Infinity } = command;
    if (key === undefined || !hasRead(command)) continue;
    const known = reads.get(process);
    if (known === undefined) reads.set(process, { key, fromMs: executedMs });
    else if (known?.key !== key) reads.set(process, null);
    else if (executedMs < known.fromMs) reads.set(process, { key, fromMs: executedMs });
  }
  return reads;
}

function hasRead(command: WireCommand): boolean {
  return reading.has(command.command) && fateOf(command) === "executed" && command.reply !== "nil";
}
