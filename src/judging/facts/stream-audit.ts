import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { Audit, AuditedGroup } from "../../history/operations/audit-operation.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { compareStreamIds, isStreamId } from "../../stream-id.ts";
import { findGroup } from "./names-in-redis.ts";

/**
 * Where a message was when the auditor looked:
 * - `not in Redis`: its stream has no entry with it.
 * - `trimmed`: the stream was cut behind its id.
 * - `past the group's position`: it is stored and not pending, but the group will not read it any more.
 * - `stuck pending`: the group read it and did not acknowledge it.
 * - `unread`: the group has not read it yet.
 * - `unreadable`: its stream has entries, but the auditor finds a message in none of them.
 * - `unknown`: the auditor could not look, or Redis does not know the group.
 */
export type StreamPlace =
  | "not in Redis"
  | "trimmed"
  | "past the group's position"
  | "stuck pending"
  | "unread"
  | "unreadable"
  | "unknown";

/** The stream of one topic as the auditor saw it, over all pages. */
export interface StreamAudit {
  /** The key at which the auditor looked. */
  readonly key: string;
  /** Whether the key holds a stream. */
  readonly isStream: boolean;
  isStored(message: MessageKey): boolean;
  placeOf(message: MessageRecord, group: string): StreamPlace;
  /** The position of a group with all that is pending for it; `undefined` if Redis knows no such group. */
  positionOf(group: string): AuditedGroup | undefined;
  /** The messages behind the entries that are still pending for a group. */
  pendingOf(group: string): readonly MessageKey[];
}

/** Returns one audit for each topic that the auditor could read without an error. */
export function readAudits(history: IndexedHistory): ReadonlyMap<string, StreamAudit> {
  const topics = [...Map.groupBy(history.audits, ({ topic }) => topic)];
  const sound = topics.filter(([, pages]) => pages.every(isSound));
  return new Map(sound.map(([topic, pages]) => [topic, readAudit(pages)]));
}

function isSound({ type, error }: Audit): boolean {
  return type === "ok" && error === undefined;
}

function readAudit(pages: readonly Audit[]): StreamAudit {
  const entriesOf = entriesByMessage(pages);
  const positions = positionsIn(pages);
  const firstEntry = lowestEntry(pages);
  const removed = pages.find((page) => page.removed !== undefined)?.removed;
  const isUnreadable = firstEntry !== undefined && entriesOf.size === 0;

  function missingPlace({ id }: MessageRecord): StreamPlace {
    // If nothing was ever removed from this stream, it was not trimmed.
    const comparable = removed !== 0 && firstEntry !== undefined && id !== undefined;
    if (comparable && isStreamId(id) && compareStreamIds(id, firstEntry) < 0) return "trimmed";
    return isUnreadable ? "unreadable" : "not in Redis";
  }

  return {
    key: pages[0]?.key ?? "",
    isStream: pages.some(isOfStream),
    isStored: (message) => entriesOf.has(message),
    placeOf(message, group) {
      const entries = entriesOf.get(message.key);
      if (!entries) return missingPlace(message);
      const position = findGroup(positions, group);
      if (!position) return "unknown";
      if (entries.some((entry) => position.pendingIds.has(entry))) return "stuck pending";
      const unread = entries.some((each) => compareStreamIds(each, position.lastDeliveredId) > 0);
      return unread ? "unread" : "past the group's position";
    },
    positionOf: (group) => findGroup(positions, group),
    pendingOf(group) {
      const pendingIds = findGroup(positions, group)?.pendingIds;
      if (!pendingIds || pendingIds.size === 0) return [];
      const isPending = (entry: string): boolean => pendingIds.has(entry);
      return [...entriesOf].filter(([, each]) => each.some(isPending)).map(([message]) => message);
    },
  };
}

/** An audit page without entries, groups and a count of removed entries means that the key is no stream. */
function isOfStream({ entries, groups = [], removed }: Audit): boolean {
  return entries !== undefined || groups.length > 0 || removed !== undefined;
}

/** A publish that was sent again may have put its message into the stream twice. */
function entriesByMessage(pages: readonly Audit[]): ReadonlyMap<MessageKey, readonly string[]> {
  const entriesOf = new Map<MessageKey, string[]>();
  for (const { entries = [] } of pages) {
    for (const [entry, message] of entries) {
      if (message === null) continue;
      const known = entriesOf.get(message);
      if (known) known.push(entry);
      else entriesOf.set(message, [entry]);
    }
  }
  return entriesOf;
}

/** The entries of one page are in order, so only the first of each page matters. */
function lowestEntry(pages: readonly Audit[]): string | undefined {
  return pages
    .flatMap(({ entries: [first] = [] }) => first?.[0] ?? [])
    .toSorted(compareStreamIds)[0];
}

interface GroupPosition extends AuditedGroup {
  readonly pendingIds: ReadonlySet<string>;
}

/** The pages of a group together list all that is pending for it; the last one tells its position. */
function positionsIn(pages: readonly Audit[]): ReadonlyMap<string, GroupPosition> {
  const groups = Map.groupBy(
    pages.flatMap((page) => page.groups ?? []),
    ({ name }) => name,
  );
  return new Map(
    [...groups].map(([name, parts]) => {
      const pending = parts.flatMap((part) => part.pending);
      const lastDeliveredId = parts.at(-1)?.lastDeliveredId ?? "0-0";
      const pendingIds = new Set(pending.map(({ id }) => id));
      return [name, { name, lastDeliveredId, pending, pendingIds }];
    }),
  );
}
