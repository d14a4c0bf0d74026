import { keepsMessages } from "../../history/delivery-claims.ts";
import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { counted, listed } from "../../wording.ts";
import { factsOf } from "../facts/facts.ts";
import { wasReceived, type Group } from "../facts/groups.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { findLeftPending } from "./left-pending.ts";
import { findPendingByCommands } from "./pending-by-commands.ts";
import { findRemovalsWithoutEffect, type WorkThatStays } from "./removals-without-effect.ts";

/**
 * Reports messages that a group handled, but that are still on its list of pending entries after the
 * drain. Redis hands them out again, and the list grows.
 *
 *      12 ms  group a handles publisher-0/0, whose entry is 1-0
 *    5000 ms  the drain is complete
 *    5010 ms  the auditor reads the pending entries of group a: 1-0
 *     → unacknowledged/pending-after-the-drain, fail
 *
 * Also reports messages from before a group was ready that the group read and left pending. They need not be handled.
 */
export const judgeUnacknowledged: Rule = (history) => {
  const { header, drain } = history;
  if (!keepsMessages(header.guarantees)) return [];
  if (!drain || drain.outcome === "progressing") return [];
  const groups = factsOf(history).groups.filter(({ leftMs }) => leftMs === Infinity);
  const handled = groups.flatMap((group) => pendingOf(group, history));
  const left = groups.flatMap((group) => leftPendingOf(group, history));
  const staying = groups.flatMap((group) => findRemovalsWithoutEffect(group, history));
  return [
    ...reportHandled(handled, history),
    ...reportLeft(left, history),
    ...staying.map(reportStays),
  ];
};

function reportHandled(
  found: readonly PendingMessage[],
  history: IndexedHistory,
): readonly Finding[] {
  if (found.length === 0) return [];
  const silent = new Set(found.flatMap(({ group, isAudited }) => (isAudited ? [] : [group])));
  const rule = found.some(({ isAudited }) => isAudited)
    ? "unacknowledged/pending-after-the-drain"
    : "unacknowledged/no-acknowledgement-sent";
  return [
    createFinding(rule, {
      ...evidenceOf(found, history),
      summary: `${counted(found.length, "message")} handled but still pending after the drain, for ${groupsText(found)}${
        silent.size === 0
          ? ""
          : `; ${listed([...silent])} sent no XACK or other acknowledgement in the whole run`
      }`,
    }),
  ];
}

function reportLeft(found: readonly PendingMessage[], history: IndexedHistory): readonly Finding[] {
  if (found.length === 0) return [];
  const messages = `${counted(found.length, "message")} from before the group was ready`;
  return [
    createFinding("unacknowledged/read-and-left-pending", {
      ...evidenceOf(found, history),
      summary: `${messages} read, but neither handled nor acknowledged, and still pending after the drain, for ${groupsText(found)}`,
    }),
  ];
}

function reportStays({ group, key, messages, removals, size }: WorkThatStays): Finding {
  const [first] = removals;
  const asked = `${first?.process} sent ${first?.command} ${key} ${counted(removals.length, "time")}`;
  return createFinding("unacknowledged/removes-nothing", {
    verdict: "fail",
    count: messages.length,
    messages,
    operations: removals.map(({ index }) => index),
    summary: `${counted(messages.length, "message")} that ${group.label} handled ${messages.length === 1 ? "stays" : "stay"} in ${key}, which holds ${counted(size, "element")} after the drain: ${asked}, and Redis removed nothing`,
  });
}

function evidenceOf(
  found: readonly PendingMessage[],
  { messages }: IndexedHistory,
): Pick<Finding, "verdict" | "count" | "messages" | "operations"> {
  return {
    verdict: "fail",
    count: found.length,
    messages: found.map(({ key }) => key),
    operations: found.flatMap(({ key }) => messages.get(key)?.invokeIndex ?? []),
  };
}

function groupsText(found: readonly PendingMessage[]): string {
  const groups = [...new Set(found.map(({ group }) => group))];
  const each = groups.length > 1 ? ` (counted for each of ${groups.length} groups)` : "";
  return `${listed(groups)}${each}`;
}

interface PendingMessage {
  readonly key: MessageKey;
  readonly group: string;
  /** The auditor saw it pending; otherwise the commands show it. */
  readonly isAudited: boolean;
}

/** Uses the commands only if the auditor could not read the stream of the topic. */
function pendingOf(group: Group, history: IndexedHistory): readonly PendingMessage[] {
  const { audits } = factsOf(history);
  const audit = audits.get(group.topic);
  const keys = audit
    ? audit
        .pendingOf(group.name)
        .filter((key) => wasReceived(group, key, history.header.guarantees))
    : findPendingByCommands(group, history);
  return keys.map((key) => ({ key, group: group.label, isAudited: audit !== undefined }));
}

function leftPendingOf(group: Group, history: IndexedHistory): readonly PendingMessage[] {
  return findLeftPending(group, history).map((key) => ({
    key,
    group: group.label,
    isAudited: true,
  }));
}
