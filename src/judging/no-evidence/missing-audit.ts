import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { Audit } from "../../history/operations/audit-operation.ts";
import { listed } from "../../wording.ts";
import { fateOf } from "../commands/command-fate.ts";
import { concernsOnItsTopic } from "../commands/command-groups.ts";
import { otherStreamOf } from "../commands/places.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { findGroup } from "../facts/names-in-redis.ts";
import { completeSinceMs } from "../facts/redis-data-loss.ts";
import { noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";

/**
 * Reports topics whose stream the auditor could not read, or did not find where the bus says that it is.
 * A message that is stuck in that stream would not show.
 *
 *      12 ms  group a handles publisher-0/0 of the topic orders
 *     100 ms  the auditor looks at key:orders, which streamKey names, and finds no stream
 *     → no-evidence/no-stream-at-the-key, unknown
 */
export const judgeAudits: Rule = (history) => {
  if (!history.header.hasStreamAudit) return [];
  const { groups, audits } = factsOf(history);
  const staying = groups.filter(({ leftMs }) => leftMs === Infinity);
  const topics = [...Map.groupBy(staying, ({ topic }) => topic)];
  const failed = topics.map(([topic]) => topic).filter((topic) => !audits.has(topic));
  const audited = topics.filter(([topic]) => audits.has(topic));
  return [
    ...failedAudits(failed),
    ...audited.flatMap(([topic, members]) => streamGap(topic, members, history)),
  ];
};

function failedAudits(topics: readonly string[]): readonly Finding[] {
  return topics.length === 0
    ? []
    : [
        noEvidence(
          "no-evidence/audit-failed",
          `the auditor could not read the stream of ${listed(topics)}`,
        ),
      ];
}

function streamGap(
  topic: string,
  members: readonly Group[],
  history: IndexedHistory,
): readonly Finding[] {
  const pages = history.audits.filter((page) => page.topic === topic);
  const [first] = pages;
  const sinceMs = completeSinceMs(history.faults);
  if (!first || !wasUsed(first, sinceMs, history)) return [];
  const audit = factsOf(history).audits.get(topic);
  if (!audit?.isStream) {
    const other = otherStreamOf(topic, history);
    const seen = other === undefined ? "" : `, and the bus wrote to ${other}`;
    const summary = `${topic}: the auditor found no stream at ${first.key}${seen}; check streamKey`;
    return [noEvidence("no-evidence/no-stream-at-the-key", summary)];
  }
  const there = new Map(pages.flatMap(({ groups = [] }) => groups.map(({ name }) => [name, name])));
  const missing = members.filter(
    (each) => !findGroup(there, each.name) && isInCommands(each, sinceMs, history),
  );
  if (missing.length === 0) return [];
  const names = listed(missing.map(({ name }) => name));
  const others = there.size === 0 ? "and no other group" : `only ${listed([...there.keys()])}`;
  const isRightKey = pages.some(({ entries = [] }) =>
    entries.some(([, message]) => message !== null),
  );
  const next = isRightKey ? "the group was there and is gone" : "check streamKey";
  const summary = `${topic}: the stream at ${first.key} has no group ${names}, ${others}; ${next}`;
  return [noEvidence("no-evidence/group-not-in-the-stream", summary)];
}

/** Returns whether a message of the topic went through Redis after `sinceMs`, so a stream must be there. */
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

/**
 * Returns whether the commands show that Redis must know the group. A bus may keep the positions of its
 * groups elsewhere.
 */
function isInCommands(group: Group, sinceMs: number, history: IndexedHistory): boolean {
  return history.wire.some(
    (command) =>
      concernsOnItsTopic(group, command, history) &&
      fateOf(command) === "executed" &&
      (command.executedMs ?? -Infinity) > sinceMs,
  );
}
