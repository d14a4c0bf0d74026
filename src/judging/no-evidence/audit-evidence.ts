import type { FaultRecord, IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { Audit } from "../../history/operations/audit-operation.ts";
import { listed } from "../../wording.ts";
import { fateOf } from "../commands/command-fate.ts";
import { concerns } from "../commands/command-groups.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { findGroup } from "../facts/stream-audit.ts";

/**
 * Topics of which the auditor does not show what it was to show. An audit that failed would hide what
 * is stuck in Redis, and so would one that looked where the bus keeps nothing.
 */
export function missingAudits(history: IndexedHistory): readonly string[] {
  if (!history.header.hasStreamAudit) return [];
  const { groups, audits } = factsOf(history);
  const staying = groups.filter(({ leftMs }) => leftMs === Infinity);
  const topics = [...Map.groupBy(staying, ({ topic }) => topic)];
  const failed = topics.map(([topic]) => topic).filter((topic) => !audits.has(topic));
  const looked = topics.filter(([topic]) => audits.has(topic));
  return [
    ...(failed.length === 0 ? [] : [`the auditor could not look at ${listed(failed)}`]),
    ...looked.flatMap(([topic, members]) => streamGap(topic, members, history)),
  ];
}

function streamGap(
  topic: string,
  members: readonly Group[],
  history: IndexedHistory,
): readonly string[] {
  const pages = history.audits.filter((page) => page.topic === topic);
  const [first] = pages;
  const sinceMs = forgottenUntil(history.faults);
  if (!first || !wasUsed(first, sinceMs, history)) return [];
  if (!pages.some(isOfStream)) return [`${topic}: no stream at ${first.key}; check streamKey`];
  const there = new Map(pages.flatMap(({ groups = [] }) => groups.map(({ name }) => [name, name])));
  const missing = members.filter(
    (each) => !findGroup(there, each.name) && isOnWire(each, sinceMs, history),
  );
  if (missing.length === 0) return [];
  const names = listed(missing.map(({ name }) => name));
  const others = there.size === 0 ? "no group at all" : listed([...there.keys()]);
  return [`${topic}: no group ${names} at ${first.key}, but ${others}; check streamKey`];
}

/** What Redis may have forgotten can be missing from it, and its streams and groups too. */
function forgottenUntil(faults: readonly FaultRecord[]): number {
  const forgetting = faults.filter(({ losesAll, losesLastMs }) => losesAll || losesLastMs > 0);
  return Math.max(-Infinity, ...forgetting.map(({ healedMs = Infinity }) => healedMs));
}

/** Whether a message of the topic went through Redis since, so that there must be a stream. */
function wasUsed(
  { topic, timeMs: auditedMs }: Audit,
  sinceMs: number,
  { messages, deliveries }: IndexedHistory,
): boolean {
  const isSince = (message: MessageRecord | undefined): message is MessageRecord =>
    message?.topic === topic && message.invokedMs > sinceMs;
  const isAcknowledged = ({ outcome, settledMs = Infinity }: MessageRecord): boolean =>
    outcome === "acknowledged" && settledMs <= auditedMs;
  return (
    deliveries.some(({ message, start }) => isSince(message) && start.timeMs <= auditedMs) ||
    messages.values().some((message) => isSince(message) && isAcknowledged(message))
  );
}

/** Of a key that holds no stream the auditor has nothing to tell at all. */
function isOfStream({ entries, groups = [], removed }: Audit): boolean {
  return entries !== undefined || groups.length > 0 || removed !== undefined;
}

/** A bus may keep the positions of its groups elsewhere, so that Redis knows none of them. */
function isOnWire(group: Group, sinceMs: number, { wire }: IndexedHistory): boolean {
  return wire.some(
    (command) =>
      concerns(group, command) &&
      fateOf(command) === "executed" &&
      (command.executedMs ?? -Infinity) > sinceMs,
  );
}
