import type { MessageKey } from "../../src/history/operations/operation-base.ts";
import { oncePerRun } from "./once-per-run.ts";
import { commandsOf, isFor, isSurelyExecutedBy } from "./recorded-commands.ts";
import { idOf, ofKind, published, type GroupName, type RecordedRun } from "./recorded-run.ts";

/**
 * Where a message is for a group, as the auditor saw it: `gone` from Redis, `past` the group's position,
 * `pending`, `unread`; `found` by the search through the keys of the run; `groupless`: stored for a group
 * that Redis had and has no more; `unreadable`: in a stream of which no entry can be read; `elsewhere`: the
 * audited key holds no stream, and the messages went to another key; or `unknown`.
 */
export type MessagePlace =
  | "gone"
  | "past"
  | "pending"
  | "unread"
  | "found"
  | "groupless"
  | "unreadable"
  | "elsewhere"
  | "unknown";

/** The pages of the audit of a topic; `undefined` if there is no page, or if a page failed. */
function pagesOf(run: RecordedRun, topic: string) {
  const pages = ofKind(run, "audit").filter((each) => each.topic === topic);
  const isComplete = pages.every(({ type, error }) => type === "ok" && error === undefined);
  return pages.length > 0 && isComplete ? pages : undefined;
}

export function wasAudited(run: RecordedRun, topic: string): boolean {
  return pagesOf(run, topic) !== undefined;
}

/** The first page of the audit of a topic, with its key and time. */
export function firstAuditPage(run: RecordedRun, topic: string) {
  return pagesOf(run, topic)?.[0];
}

/** True if the audited key held a stream. */
export function hasStream(run: RecordedRun, topic: string): boolean {
  const pages = pagesOf(run, topic) ?? [];
  return pages.some(
    ({ entries, groups = [], removed }) =>
      entries !== undefined || removed !== undefined || groups.length > 0,
  );
}

/** The stream entries of each topic, by the message that they hold. */
const entriesByMessage = oncePerRun((run: RecordedRun) => {
  const entriesIn = (topic: string) =>
    (pagesOf(run, topic) ?? []).flatMap(({ entries = [] }) => entries);
  return new Map(
    [...new Set(ofKind(run, "audit").map(({ topic }) => topic))].map((topic) => [
      topic,
      Map.groupBy(entriesIn(topic), ([, message]) => message),
    ]),
  );
});

/** Every stream entry that holds the message. */
function entriesOf(run: RecordedRun, topic: string, key: MessageKey): readonly string[] {
  const entries = entriesByMessage(run).get(topic)?.get(key) ?? [];
  return entries.map(([id]) => id);
}

export function isStored(run: RecordedRun, topic: string, key: MessageKey): boolean {
  return entriesOf(run, topic, key).length > 0;
}

/**
 * The group as Redis knows it: with exactly this name, or with a prefix and a colon before it, such
 * as `bus:a` for `a`, if a single group of Redis ends with that name.
 */
export function auditedGroup(run: RecordedRun, { topic, name }: GroupName) {
  const seen = (pagesOf(run, topic) ?? []).flatMap((page) => page.groups ?? []);
  const names = [...new Set(seen.map((each) => each.name))];
  const prefixed = names.filter((each) => each.endsWith(`:${name}`));
  const found = names.includes(name) ? name : prefixed.length === 1 ? prefixed[0] : undefined;
  const pages = seen.filter((each) => each.name === found);
  const last = pages.at(-1);
  if (!last) return undefined;
  return {
    lastDeliveredId: last.lastDeliveredId,
    pending: pages.flatMap(({ pending }) => pending.map(({ id }) => id)),
  };
}

export function isPending(run: RecordedRun, group: GroupName, key: MessageKey): boolean {
  const pending = auditedGroup(run, group)?.pending ?? [];
  return pending.length > 0 && entriesOf(run, group.topic, key).some((id) => pending.includes(id));
}

/** If a message has several entries, `pending` counts before `unread`, and `unread` before `past`. */
export function placeOf(run: RecordedRun, group: GroupName, key: MessageKey): MessagePlace {
  const { topic } = group;
  const entries = entriesOf(run, topic, key);
  const audited = auditedGroup(run, group);
  if (entries.length > 0 && audited) {
    if (entries.some((id) => audited.pending.includes(id))) return "pending";
    const isUnread = entries.some((id) => isAfter(id, audited.lastDeliveredId));
    return isUnread ? "unread" : "past";
  }
  if (entries.length > 0 && wasGroupInRedis(run, group)) return "groupless";
  if (isFoundBySearch(run, key)) return "found";
  return entries.length > 0 ? "unknown" : absentPlaceOf(run, topic);
}

/** The place of a message that neither the audit nor the search shows. */
function absentPlaceOf(run: RecordedRun, topic: string): MessagePlace {
  if (!wasAudited(run, topic)) return isAbsentBySearch(run) ? "gone" : "unknown";
  if (wentElsewhere(run, topic)) return "elsewhere";
  return isStreamUnreadable(run, topic) ? "unreadable" : "gone";
}

function wasGroupInRedis(run: RecordedRun, group: GroupName): boolean {
  return commandsOf(run).some(
    (each) => isFor(run, group, each) && isSurelyExecutedBy(each, Infinity),
  );
}

function isFoundBySearch(run: RecordedRun, key: MessageKey): boolean {
  return ofKind(run, "keyspace").some(({ found }) => found.some(({ message }) => message === key));
}

/** True if a whole search found nothing of the message, and either found others or saw a Redis without keys. */
function isAbsentBySearch(run: RecordedRun): boolean {
  const pages = ofKind(run, "keyspace");
  const isWhole = pages.every(({ complete, error }) => complete && error === undefined);
  return isWhole && pages.some(({ messages, keys }) => messages > 0 || keys === 0);
}

/** True if the audited key holds no stream, and an XADD of a message of the topic went to another key. */
function wentElsewhere(run: RecordedRun, topic: string): boolean {
  if (hasStream(run, topic)) return false;
  const audited = firstAuditPage(run, topic)?.key ?? "";
  return commandsOf(run).some((each) => {
    const [first] = each.messages ?? [];
    const isOfTopic = published(run).some((call) => call.message === first && call.topic === topic);
    const isAppend = each.command === "XADD" && isSurelyExecutedBy(each, Infinity);
    return isOfTopic && isAppend && each.key !== undefined && !audited.endsWith(each.key);
  });
}

function isStreamUnreadable(run: RecordedRun, topic: string): boolean {
  const rows = (pagesOf(run, topic) ?? []).flatMap((page) => page.entries ?? []);
  return rows.length > 0 && rows.every(([, message]) => message === null);
}

/**
 * True if the stream was trimmed up to a later entry than this message, as the id that the bus returned
 * shows. Then the message is missing because of the trimming, not because Redis lost data.
 */
export function wasTrimmed(run: RecordedRun, topic: string, key: MessageKey): boolean {
  const pages = pagesOf(run, topic) ?? [];
  if (pages.find(({ removed }) => removed !== undefined)?.removed === 0) return false;
  const ids = pages.flatMap((page) => page.entries ?? []).map(([id]) => id);
  const own = idOf(run, key);
  if (own === undefined || !/^\d+-\d+$/.test(own) || ids.length === 0) return false;
  return ids.every((id) => isAfter(id, own));
}

function isAfter(left: string, right: string): boolean {
  const [leftMs, leftSequence] = numbers(left);
  const [rightMs, rightSequence] = numbers(right);
  return leftMs > rightMs || (leftMs === rightMs && leftSequence > rightSequence);
}

function numbers(id: string): readonly [number, number] {
  const [ms, sequence] = id.split("-");
  return [Number(ms), Number(sequence)];
}
