import { keepsMessages } from "../../history/delivery-claims.ts";
import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { Notice } from "../../history/operations/run-operations.ts";
import { durationText } from "../../wording.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { missedWhileConnected } from "./connected-again.ts";
import { lossText, lossWindowText, publisherLossText } from "./loss-text.ts";
import { lossVerdict, unavoidable } from "./loss-verdict.ts";
import { lossesOf, type Loss, type LossRule } from "./losses.ts";
import { isStrandedRule, strandedReason } from "./stranded.ts";

/**
 * Reports messages that a group had to get and did not get: one finding for each rule of losses.ts.
 *
 *       1 ms  group a is ready
 *      20 ms  publisher-0/1 is acknowledged
 *      30 s   the drain ends, and no handler of group a got publisher-0/1
 *     → lost/never-received, fail
 */
export const judgeLosses: Rule = (history) => {
  const byRule = Map.groupBy(lossesOf(history).losses, ({ rule }) => rule);
  return rules.flatMap((rule) => {
    const losses = byRule.get(rule);
    return losses ? [lossFinding(rule, losses, history)] : [];
  });
};

/** In the order of the report, as far as the verdict leaves it open. */
const rules: readonly LossRule[] = [
  "lost/redis-came-back-empty",
  "lost/never-received",
  "lost/redis-may-have-lost-it",
  "lost/while-disconnected",
  "lost/while-publisher-disconnected",
  "stranded/fresh-subscriber-got-it",
  "stranded/handled-after-a-fresh-subscriber-joined",
  "stranded/within-the-stated-time",
  "dropped/reported-by-the-bus",
  "late/handed-out-too-slowly",
  "late/no-drain",
  "late/drain-still-progressing",
  "late/published-too-late-for-the-drain",
  "late/may-still-be-queued",
];

function lossFinding(rule: LossRule, losses: readonly Loss[], history: IndexedHistory): Finding {
  return createFinding(rule, {
    verdict: lossVerdict(rule, history),
    summary: summaryOf(rule, losses, history),
    messages: losses.map(({ message }) => message.key),
    operations: losses.map(({ message }) => message.invokeIndex),
    unavoidable: unavoidable[rule],
    count: losses.filter(({ message }) => !message.canary).length,
  });
}

function summaryOf(rule: LossRule, losses: readonly Loss[], history: IndexedHistory): string {
  if (rule === "lost/while-disconnected") return lossWindowText(losses, history);
  if (rule === "lost/while-publisher-disconnected") return publisherLossText(losses, history);
  const text = lossText(losses, history);
  const reason = wasPromised(rule, losses, history)
    ? "its bus had said `connected` before"
    : reasonOf(rule, history);
  return reason === undefined ? text : `${text}; ${reason}`;
}

/** Returns whether the bus of a group had said that it was connected again, before one of the losses. */
function wasPromised(rule: LossRule, losses: readonly Loss[], history: IndexedHistory): boolean {
  if (rule !== "lost/never-received" || keepsMessages(history.header.guarantees)) return false;
  return losses.some(({ group, message }) => missedWhileConnected(group, message, history));
}

function reasonOf(rule: LossRule, history: IndexedHistory): string | undefined {
  const { drain, notices } = history;
  if (isStrandedRule(rule)) return strandedReason(rule, history.header.guarantees);
  switch (rule) {
    case "lost/redis-may-have-lost-it":
      return "Redis itself may have lost them: with appendfsync everysec a SIGKILL can cost the last seconds";
    case "late/no-drain":
      return "the run ended without a drain, so they may still have been on their way";
    case "late/handed-out-too-slowly":
      return slownessText(history);
    case "late/drain-still-progressing":
      return `the drain was still progressing when it was stopped: ${drain?.detail}`;
    case "late/published-too-late-for-the-drain":
    case "late/may-still-be-queued":
      return "they may still have been on their way when the drain ended";
    case "dropped/reported-by-the-bus":
    case "lost/while-disconnected":
    case "lost/while-publisher-disconnected":
      return undefined;
    default:
      return noticeText(new Set(notices.map(({ notice }) => notice)));
  }
}

function slownessText({ header, drain }: IndexedHistory): string {
  const last = `in the last ${durationText(header.recoveryLimitMs)} of the drain`;
  return `${last} the group was ten times as slow as in its busiest second, and nothing kept it busy: ${drain?.detail}`;
}

/** Says which of its notices is nearest to a report of the loss. */
function noticeText(kinds: ReadonlySet<Notice["notice"]>): string {
  if (kinds.has("gap") || kinds.has("dropped"))
    return "the bus reported a gap, but did not name them";
  if (kinds.size === 0) return "the bus said nothing";
  return `the bus reported ${[...kinds].join(" and ")}, but no loss`;
}
