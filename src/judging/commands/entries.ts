import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { isNameInRedis } from "../facts/names-in-redis.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { namedEntryLookup, type EntryLookup } from "./named-entries.ts";
import { entryOf } from "./publish-commands.ts";
import { readEntryLookup } from "./read-entries.ts";

/**
 * The entries of one stream by their ids. `null` for an id that stood for different messages: the stream was wiped
 * and its ids began again.
 */
type Entries = Map<string, ReadonlySet<MessageKey> | null>;

/** Computed once for a history. */
export const entryLookupOf = oncePerHistory(readEntries);

/**
 * Reads which messages an entry holds, from the replies to appends and from the pages of the auditor. If neither
 * shows the entry, the read decides from which the bus delivered it, and then the ids by which the bus names its messages.
 */
function readEntries(history: IndexedHistory): EntryLookup {
  const streams = new Map<string, Entries>();
  addAppends(streams, history);
  addAudits(streams, history);
  const findStream = createStreamFinder(streams);
  const findRead = readEntryLookup(history);
  const findNamed = namedEntryLookup(history);
  return (key, id) => {
    const held = findStream(key)?.get(id);
    if (held !== undefined) return [...(held ?? [])];
    const read = findRead(key, id);
    return read.length > 0 ? read : findNamed(key, id);
  };
}

function addAppends(streams: Map<string, Entries>, { wire }: IndexedHistory): void {
  for (const command of wire) {
    const id = entryOf(command);
    if (id === undefined || command.key === undefined) continue;
    addEntry(entriesOf(streams, command.key), id, new Set(command.messages));
  }
}

function addAudits(streams: Map<string, Entries>, { audits }: IndexedHistory): void {
  for (const { key, entries: page = [] } of audits) {
    // The auditor names keys in full, a link without the namespace of the run.
    const known = streams.has(key)
      ? key
      : [...streams.keys()].find((each) => isNameInRedis(key, each));
    const entries = entriesOf(streams, known ?? key);
    const rows = Map.groupBy(page, ([id]) => id);
    for (const [id, held] of rows) {
      const messages = new Set(held.flatMap(([, message]) => message ?? []));
      if (messages.size > 0) addEntry(entries, id, messages);
    }
  }
}

function createStreamFinder(streams: ReadonlyMap<string, Entries>) {
  const found = new Map<string, Entries | undefined>(streams);
  return (key: string): Entries | undefined => {
    if (!found.has(key)) {
      const inFull = [...streams].find(([each]) => isNameInRedis(each, key));
      found.set(key, inFull?.[1]);
    }
    return found.get(key);
  };
}

function entriesOf(streams: Map<string, Entries>, key: string): Entries {
  const known = streams.get(key);
  if (known) return known;
  const entries: Entries = new Map();
  streams.set(key, entries);
  return entries;
}

/** A command or a page names all messages of an entry. Two that differ mean two entries with one id. */
function addEntry(entries: Entries, id: string, messages: ReadonlySet<MessageKey>): void {
  const known = entries.get(id);
  if (known === undefined) entries.set(id, messages);
  else if (known && known.symmetricDifference(messages).size > 0) entries.set(id, null);
}
