import type { IndexedHistory, MessageRecord } from "../history/indexed-history.ts";
import type { Audit, AuditedGroup, AuditedPending } from "../history/operations/audit-operation.ts";
import { placeOf, type Place } from "../judging/commands/places.ts";
import { factsOf } from "../judging/facts/facts.ts";
import { keyspaceOf } from "../judging/facts/keyspace.ts";
import type { StreamAudit } from "../judging/facts/stream-audit.ts";
import type { ExplainedStream } from "./explanation.ts";
import { auditedEntries } from "./message-ids.ts";
import { roundMs } from "./moments.ts";

const sharedText =
  "several messages have the payload of this one, and nothing shows which of them an entry holds";

/** Returns what the auditor found about the message in Redis, after the drain. */
export function explainStream(history: IndexedHistory, message: MessageRecord): ExplainedStream {
  const { audits, groups } = factsOf(history);
  const pages = history.audits.filter(({ topic }) => topic === message.topic);
  const [first] = pages;
  const foundAt = keyspaceOf(history).placeOf(message.key) ?? null;
  const common = { error: null, key: first?.key ?? null, entries: [], foundAt, groups: [] };
  if (!first) {
    return { ...common, state: "not looked at", foundAt: message.sharesPayload ? null : foundAt };
  }
  const audit = audits.get(message.topic);
  if (!audit) return { ...common, state: "unreadable", error: errorOf(pages) };
  if (message.sharesPayload)
    return { ...common, state: "unreadable", error: sharedText, foundAt: null };
  const entries = [...auditedEntries(history, message.key)];
  const ofTopic = groups.filter(({ topic }) => topic === message.topic);
  return {
    ...common,
    state: stateOf(audit, message),
    entries,
    groups: ofTopic.map((group) => {
      const { name } = group;
      const position = audit.positionOf(name);
      return {
        name,
        lastDeliveredId: position?.lastDeliveredId ?? null,
        place: placeOf(message, group, history),
        pending: pendingIn(position, entries),
      };
    }),
  };
}

function errorOf(pages: readonly Audit[]): string {
  return pages.find(({ error }) => error !== undefined)?.error ?? "no reason was recorded";
}

function stateOf(audit: StreamAudit, message: MessageRecord): ExplainedStream["state"] {
  if (audit.isStored(message.key)) return "stored";
  // A missing message has the same place for every group, so any name will do.
  return audit.placeOf(message, "") === "trimmed" ? "trimmed" : "not in Redis";
}

function pendingIn(position: AuditedGroup | undefined, entries: readonly string[]) {
  const found = position?.pending.find(({ id }) => entries.includes(id));
  return found ? pendingEntry(found) : null;
}

function pendingEntry({ id, consumer, idleMs, deliveries }: AuditedPending) {
  return { id, consumer, idleMs: roundMs(idleMs), deliveries };
}

/** Says where a message is for one group, as the end of a sentence. */
export function placeText(place: Place, consumer: string | undefined): string {
  switch (place) {
    case "stuck pending":
      return consumer === undefined ? "is stuck pending" : `is stuck pending with ${consumer}`;
    case "past the group's position":
      return "lies before the group's position and is not pending, so the group will not read it";
    case "unread":
      return "was never read by the group";
    case "trimmed":
      return "was trimmed away";
    case "left in a stream whose group is gone":
      return "is in the stream, but the group is gone: Redis lost it or a client removed it, and no client created it again";
    case "unreadable":
      return "is in an unknown place: the stream has entries, but the auditor cannot read their payloads";
    case "unknown":
      return "is in an unknown place";
    default:
      return `is ${place}`;
  }
}
