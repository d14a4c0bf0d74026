import type { HistoryGuarantees } from "../../history/history-header.ts";
import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { durationText } from "../../wording.ts";
import type { Group } from "../facts/groups.ts";

/** How a message was stranded: the bus kept it, and did not bring it to the subscribers that were there. */
export type StrandedRule =
  | "stranded/fresh-subscriber-got-it"
  | "stranded/handled-after-a-fresh-subscriber-joined"
  | "stranded/within-the-stated-time";

/**
 * Returns a function that says how a message was stranded that its group had not handled when the drain ended;
 * `undefined` if it was not. After the drain the harness opens a fresh subscriber in the group. A message that
 * comes only then is not lost, but an application would get it only after a restart.
 *
 *      20 ms  publisher-0/1 is acknowledged, and no handler of group a gets it
 *      30 s   the drain is stalled, and a fresh subscriber joins group a
 *      31 s   the fresh subscriber handles publisher-0/1
 *     → stranded/fresh-subscriber-got-it, fail
 */
export function createStrandedQuestion(
  group: Group,
  history: IndexedHistory,
): (message: MessageRecord) => StrandedRule | undefined {
  const { rescue } = group;
  if (!rescue || !history.drain) return () => undefined;
  return (message) => {
    const { key } = message;
    const isRescued = rescue.got.has(key);
    if (!isRescued && !wasHandled(group, key)) return undefined;
    if (!hadStatedTime(message, history)) return "stranded/within-the-stated-time";
    return isRescued
      ? "stranded/fresh-subscriber-got-it"
      : "stranded/handled-after-a-fresh-subscriber-joined";
  };
}

/**
 * Returns whether the drain gave the bus the time within which it claims to hand a message out again. Until that time
 * is over, the bus may still do so.
 */
export function hadStatedTime(
  { invokedMs, settledMs = invokedMs }: MessageRecord,
  { header, faults, drain }: IndexedHistory,
): boolean {
  const healedMs = faults.map(({ healedMs: each = -Infinity }) => each);
  const sinceMs = Math.max(settledMs, ...healedMs);
  return (drain?.timeMs ?? -Infinity) - sinceMs >= header.guarantees.redeliversWithinMs;
}

function wasHandled(group: Group, key: string): boolean {
  return group.deliveriesOf(key).some(({ outcome }) => outcome === "handled");
}

export function isStrandedRule(rule: string): rule is StrandedRule {
  return rule.startsWith("stranded/");
}

/** Returns why the messages of a rule count as stranded, for the end of a summary. */
export function strandedReason(
  rule: StrandedRule,
  { redeliversWithinMs }: HistoryGuarantees,
): string {
  switch (rule) {
    case "stranded/fresh-subscriber-got-it":
      return "the subscribers of the group did not get them, and a fresh subscriber of the group did";
    case "stranded/handled-after-a-fresh-subscriber-joined":
      return "the subscribers of the group got them only after a fresh subscriber had joined it";
    case "stranded/within-the-stated-time":
      return `the drain ended before the bus had the ${durationText(redeliversWithinMs)} within which it hands messages out again`;
  }
}
