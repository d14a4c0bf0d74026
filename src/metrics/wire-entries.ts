import type { IndexedHistory } from "../history/indexed-history.ts";
import type { MessageKey } from "../history/operation.ts";
import { entryOf } from "./wire-publishes.ts";

/** Which message an entry of a stream holds; `undefined` where that is not known for certain. */
export type EntryLookup = (key: string, id: string) => MessageKey | undefined;

/** `null` for an id that stood for two messages, in a stream that was wiped and began again. */
type Entries = Map<string, MessageKey | null>;

/** Puts together what appends were answered and what the auditor found. */
export function readEntries({ wire, audits }: IndexedHistory): EntryLookup {
  const streams = new Map<string, Entries>();
  for (const command of wire) {
    const id = entryOf(command);
    const message = command.messages?.[0];
    if (id === undefined || message === undefined || command.key === undefined) continue;
    addEntry(entriesOf(streams, command.key), id, message);
  }
  for (const { key, entries: page = [] } of audits) {
    // The auditor names keys in full, a link without the namespace of the run.
    const known = streams.has(key) ? key : [...streams.keys()].find((each) => isSameKey(key, each));
    const entries = entriesOf(streams, known ?? key);
    for (const [id, message] of page) if (message !== null) addEntry(entries, id, message);
  }
  const find = createStreamFinder(streams);
  return (key, id) => find(key)?.get(id) ?? undefined;
}

function createStreamFinder(streams: ReadonlyMap<string, Entries>) {
  const found = new Map<string, Entries | undefined>(streams);
  return (key: string): Entries | undefined => {
    if (!found.has(key)) {
      const inFull = [...streams].find(([each]) => isSameKey(each, key));
      found.set(key, inFull?.[1]);
    }
    return found.get(key);
  };
}

function isSameKey(inFull: string, onWire: string): boolean {
  return inFull.endsWith(`:${onWire}`);
}

function entriesOf(streams: Map<string, Entries>, key: string): Entries {
  const known = streams.get(key);
  if (known) return known;
  const entries: Entries = new Map();
  streams.set(key, entries);
  return entries;
}

function addEntry(entries: Entries, id: string, message: MessageKey): void {
  const known = entries.get(id);
  if (known === undefined) entries.set(id, message);
  else if (known !== message) entries.set(id, null);
}
