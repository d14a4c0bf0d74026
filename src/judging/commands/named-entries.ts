import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { isStreamId } from "../../stream-id.ts";
import { fateOf } from "./command-fate.ts";
import type { EntryLookup } from "./entries.ts";

/** `null` where two are possible. */
type Only<Value> = Map<string, Value | null>;

/**
 * Entries whose content nobody could read, but under whose ids the bus vouched for its messages or
 * delivered them. Two streams may have entries with the same id, so it must be known of which it is.
 */
export function readNamedEntries(history: IndexedHistory): EntryLookup {
  let known: { names: Only<MessageKey>; streams: Only<string> } | undefined;
  return (key, id) => {
    known ??= { names: namesOf(history), streams: streamsOf(history) };
    const message = known.names.get(id);
    return message && known.streams.get(id) === key ? [message] : [];
  };
}

/** Which message the bus means by the id of an entry. */
function namesOf({ messages, deliveries }: IndexedHistory): Only<MessageKey> {
  const names: Only<MessageKey> = new Map();
  for (const { id, key } of messages.values()) if (id !== undefined) addOnly(names, id, key);
  for (const { start, message } of deliveries) if (message) addOnly(names, start.id, message.key);
  return names;
}

/** In which stream the entry is: where it was appended, or else where its deliverer reads. */
function streamsOf(history: IndexedHistory): Only<string> {
  const streams: Only<string> = new Map();
  for (const { command, key, reply = "", messages } of history.wire) {
    // One that can be read is of what it holds.
    if (command === "XADD" && key !== undefined && !messages) addOnly(streams, reply, key);
  }
  const appended = new Set(streams.keys());
  const reads = readsOf(history);
  for (const { start } of history.deliveries) {
    if (appended.has(start.id)) continue;
    const read = reads.get(start.process);
    if (read && read.fromMs <= start.timeMs) addOnly(streams, start.id, read.key);
  }
  return streams;
}

function addOnly<Value>(found: Only<Value>, id: string, value: Value): void {
  if (!isStreamId(id)) return;
  const known = found.get(id);
  if (known === undefined) found.set(id, value);
  else if (known !== value) found.set(id, null);
}

interface Reading {
  readonly key: string;
  /** When the first of its reads was executed. */
  readonly fromMs: number;
}

const reading = new Set(["XREADGROUP", "XREAD", "XRANGE", "XCLAIM", "XAUTOCLAIM"]);

/** The stream of each role that reads only one. */
function readsOf({ wire }: IndexedHistory): ReadonlyMap<string, Reading | null> {
  const reads = new Map<string, Reading | null>();
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
