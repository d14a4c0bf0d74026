import type { IndexedHistory, MessageRecord } from "../history/indexed-history.ts";
import type { MessageKey } from "../history/operations/operation-base.ts";
import { entryOf } from "../judging/commands/publish-commands.ts";
import { compareStreamIds, isStreamId } from "../stream-id.ts";

/** Returns all ids of the message: from its publish, from its deliveries, and from its stream entries. */
export function idsOf(history: IndexedHistory, { key, id }: MessageRecord): ReadonlySet<string> {
  const ids = new Set<string>();
  if (id !== undefined) ids.add(id);
  for (const { start } of history.deliveries)
    if (start.message === key && start.id !== "") ids.add(start.id);
  for (const entry of auditedEntries(history, key)) ids.add(entry);
  for (const command of history.wire) {
    const entry = entryOf(command);
    if (entry !== undefined && command.messages?.includes(key)) ids.add(entry);
  }
  return ids;
}

/** Returns the messages with this id. Several, if the streams of two topics have the same id. */
export function messagesWithId(history: IndexedHistory, wanted: string): ReadonlySet<MessageKey> {
  const { messages, deliveries, wire } = history;
  const published = [...messages.values()].filter(({ id }) => id === wanted);
  const delivered = deliveries.filter(({ start }) => start.id === wanted);
  const stored = history.audits
    .flatMap(({ entries = [] }) => entries)
    .filter(([entry]) => entry === wanted);
  const appended = wire.filter((command) => entryOf(command) === wanted);
  return new Set([
    ...published.map(({ key }) => key),
    ...delivered.flatMap(({ start }) => start.message ?? []),
    ...stored.flatMap(([, key]) => key ?? []),
    ...appended.flatMap((command) => command.messages ?? []),
  ]);
}

/** Returns the ids of the audited entries that hold the message, in order. */
export function auditedEntries({ audits }: IndexedHistory, key: MessageKey): readonly string[] {
  const entries = audits.flatMap((page) => page.entries ?? []);
  return entries.filter(([, message]) => message === key).map(([entry]) => entry);
}

/** Returns the ids that are stream ids, in order. */
export function streamIdsIn(ids: ReadonlySet<string>): readonly string[] {
  return [...ids].filter((id) => isStreamId(id)).toSorted(compareStreamIds);
}
