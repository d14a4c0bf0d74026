import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { isNameInRedis } from "../facts/names-in-redis.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { readNamedEntries } from "./named-entries.ts";
import { entryOf } from "./publish-commands.ts";

/** Which messages an entry of a stream holds; none where that is not known for certain. */
export type EntryLookup = (key: string, id: string) => readonly MessageKey[];

/** `null` for an id that stood for different messages, in a stream that was wiped and began again. */
type Entries = Map<string, ReadonlySet<MessageKey> | null>;

const none: readonly MessageKey[] = [];

/** Computed once for a history. */
export const entryLookupOf = oncePerHistory(readEntries);

/**
 * Puts together what appends were answered and what the auditor found; where neither could be read,
 * the ids under which the bus itself knows its messages.
 */
function readEntries(history: IndexedHistory): EntryLookup {
  const streams = new Map<string, Entries>();
  for (const command of history.wire) {
    const id = entryOf(command);
    if (id === undefined || command.key === undefined) continue;
    addEntry(entriesOf(streams, command.key), id, new Set(command.messages));
  }
  for (const { key, entries: page = [] } of history.audits) {
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
  const find = createStreamFinder(streams);
  const findNamed = readNamedEntries(history);
  return (key, id) => {
    const held = find(key)?.get(id);
    return held === undefined ? findNamed(key, id) : [...(held ?? none)];
  };
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

/** All that one command or one page says is held at once; two that differ mean two entries. */
function addEntry(entries: Entries, id: string, messages: ReadonlySet<MessageKey>): void {
  const known = entries.get(id);
  if (known === undefined) entries.set(id, messages);
  else if (known && known.symmetricDifference(messages).size > 0) entries.set(id, null);
}
