import { mayLoseInOutage } from "../../history/delivery-claims.ts";
import type { IndexedHistory } from "../../history/indexed-history.ts";
import { counted } from "../../wording.ts";
import { noEvidence } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";
import { unansweredOf } from "../hung/hung-publishes.ts";

/**
 * Reports a drain that stalled although no delivery rule fails; `earlier` are the findings of these rules.
 * A stalled drain left something behind, so the history does not show all that went wrong.
 *
 *      12 ms  group a handles publisher-0/0, the only message
 *   30000 ms  the drain ends as stalled: the auditor sees one entry that is still pending
 *     → no-evidence/unexplained-stall, unknown
 */
export const judgeStalledDrain: Rule = (history, earlier) => {
  const { drain, header } = history;
  if (drain?.outcome !== "stalled" || mayLoseInOutage(header.guarantees)) return [];
  if (earlier.some(({ verdict }) => verdict === "fail")) return [];
  // The rule about recovery reports these calls, together with their publisher.
  if (unansweredOf(history).ofUnrecovered.length > 0) return [];
  const waiting = unsettledCalls(history, drain.timeMs);
  const summary =
    waiting > 0
      ? `${counted(waiting, "publish() call is", "publish() calls are")} still waiting, so nothing can be said about ${waiting === 1 ? "this message" : "these messages"}`
      : `the drain stalled although no message is missing: ${drain.detail}`;
  return [noEvidence("no-evidence/unexplained-stall", summary, [drain.index])];
};

/** Counts publish calls that had not settled when the drain ended. */
function unsettledCalls({ messages }: IndexedHistory, drainedMs: number): number {
  return [...messages.values()].filter(
    ({ invokedMs, settledMs = Infinity }) => invokedMs < drainedMs && settledMs > drainedMs,
  ).length;
}
