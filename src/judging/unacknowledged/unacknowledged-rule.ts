import { keepsMessages } from "../../history/delivery-claims.ts";
import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { counted, listed } from "../../wording.ts";
import { factsOf } from "../facts/facts.ts";
import { wasReceived, type Group } from "../facts/groups.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";
import { findPendingByCommands } from "./pending-by-commands.ts";

/**
 * Reports messages that a group handled, but that are still on its list of pending entries after the
 * drain. Redis hands them out again, and the list grows.
 *
 *      12 ms  group a handles publisher-0/0, whose entry is 1-0
 *    5000 ms  the drain is complete
 *    5010 ms  the auditor reads the pending entries of group a: 1-0
 *     → unacknowledged/pending-after-the-drain, fail
 */
export const judgeUnacknowledged: Rule = (history) => {
  const { header, drain, messages } = history;
  if (!keepsMessages(header.guarantees)) return [];
  if (!drain || drain.outcome === "progressing") return [];
  const found = factsOf(history)
    .groups.filter(({ leftMs }) => leftMs === Infinity)
    .flatMap((group) => pendingOf(group, history));
  if (found.length === 0) return [];
  const groups = [...new Set(found.map(({ group }) => group))];
  const each = groups.length > 1 ? ` (counted for each of ${groups.length} groups)` : "";
  const names = `${listed(groups)}${each}`;
  const silent = new Set(found.flatMap(({ group, isAudited }) => (isAudited ? [] : [group])));
  const rule = found.some(({ isAudited }) => isAudited)
    ? "unacknowledged/pending-after-the-drain"
    : "unacknowledged/no-acknowledgement-sent";
  return [
    createFinding(rule, {
      verdict: "fail",
      count: found.length,
      summary: `${counted(found.length, "message")} handled but still pending after the drain, for ${names}${
        silent.size === 0
          ? ""
          : `; ${listed([...silent])} sent no XACK or other acknowledgement in the whole run`
      }`,
      messages: found.map(({ key }) => key),
      operations: found.flatMap(({ key }) => messages.get(key)?.invokeIndex ?? []),
    }),
  ];
};

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
  return keys.map((key) => ({ key, group: group.name, isAudited: audit !== undefined }));
}
