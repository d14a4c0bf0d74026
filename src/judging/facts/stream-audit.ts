import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { Audit, AuditedGroup } from "../../history/operations/audit-operation.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { compareStreamIds, isStreamId } from "../../stream-id.ts";

/** Where a message was when the auditor looked. */
export type Place =
  | "not in Redis"
  | "trimmed"
  | "past the group's position"
  | "stuck pending"
  | "unread"
  | "unknown";

/** What the auditor saw of one topic's stream, its pages put together. */
export interface StreamAudit {
  isStored(message: MessageKey): boolean;
  placeOf(message: MessageRecord, group: string): Place;
  /** The messages behind the entries that are still pending for a group. */
  pendingOf(group: string): readonly MessageKey[];
}

interface StreamDraft {
  failed: boolean;
  removed: number | undefined;
  firstEntry: string | undefined;
  /** A publish that was sent again may have put its message into the stream twice. */
  readonly entriesOf: Map<MessageKey, string[]>;
  readonly groups: Map<string, GroupPosition>;
}

interface GroupPosition {
  readonly lastDeliveredId: string;
  readonly pending: Set<string>;
}

/** One audit for each topic that was looked at without an error. */
export function readAudits(history: IndexedHistory): ReadonlyMap<string, StreamAudit> {
  const drafts = new Map<string, StreamDraft>();
  for (const page of history.audits) {
    let draft = drafts.get(page.topic);
    if (!draft) {
      const maps = { entriesOf: new Map(), groups: new Map() };
      draft = { failed: false, removed: undefined, firstEntry: undefined, ...maps };
      drafts.set(page.topic, draft);
    }
    if (page.type !== "ok" || page.error !== undefined) draft.failed = true;
    draft.removed ??= page.removed;
    addEntries(draft, page.entries ?? []);
    for (const group of page.groups ?? []) addGroup(draft, group);
  }
  const sound = [...drafts].filter(([, { failed }]) => !failed);
  return new Map(sound.map(([topic, draft]) => [topic, finish(draft)]));
}

/** The entries of a page are in order. */
function addEntries(draft: StreamDraft, entries: NonNullable<Audit["entries"]>): void {
  const { firstEntry, entriesOf } = draft;
  const [id] = entries[0] ?? [firstEntry];
  if (id !== undefined && (firstEntry === undefined || compareStreamIds(id, firstEntry) < 0)) {
    draft.firstEntry = id;
  }
  for (const [entry, message] of entries) {
    if (message === null) continue;
    const known = entriesOf.get(message);
    if (known) known.push(entry);
    else entriesOf.set(message, [entry]);
  }
}

function addGroup({ groups }: StreamDraft, { name, lastDeliveredId, pending }: AuditedGroup): void {
  const known = groups.get(name);
  const ids = pending.map(({ id }) => id);
  groups.set(name, { lastDeliveredId, pending: new Set([...(known?.pending ?? []), ...ids]) });
}

function finish({ entriesOf, groups, firstEntry, removed }: StreamDraft): StreamAudit {
  function missingPlace({ id }: MessageRecord): Place {
    // A stream from which nothing was taken is another one than that which held the message.
    if (removed === 0) return "not in Redis";
    const comparable = firstEntry !== undefined && id !== undefined && isStreamId(id);
    return comparable && compareStreamIds(id, firstEntry) < 0 ? "trimmed" : "not in Redis";
  }

  return {
    isStored: (message) => entriesOf.has(message),
    placeOf(message, group) {
      const entries = entriesOf.get(message.key);
      if (!entries) return missingPlace(message);
      const position = findGroup(groups, group);
      if (!position) return "unknown";
      if (entries.some((entry) => position.pending.has(entry))) return "stuck pending";
      const unread = entries.some((each) => compareStreamIds(each, position.lastDeliveredId) > 0);
      return unread ? "unread" : "past the group's position";
    },
    pendingOf(group) {
      const pending = findGroup(groups, group)?.pending;
      if (!pending || pending.size === 0) return [];
      const isPending = (entry: string): boolean => pending.has(entry);
      return [...entriesOf].filter(([, each]) => each.some(isPending)).map(([message]) => message);
    },
  };
}

/** A bus may put a prefix of its own before a group's name. */
export function findGroup<Found>(
  groups: ReadonlyMap<string, Found>,
  name: string,
): Found | undefined {
  const exact = groups.get(name);
  if (exact) return exact;
  const prefixed = [...groups].filter(([each]) => each.endsWith(`:${name}`));
  return prefixed.length === 1 ? prefixed[0]?.[1] : undefined;
}
