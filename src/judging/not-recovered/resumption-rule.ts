import type { IndexedHistory } from "../../history/indexed-history.ts";
import { durationText } from "../../wording.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { harnessDelayOf, starvedMs } from "../facts/harness-delay.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";

/** The name by which the header of a history asks for this rule. */
export const resumption = "resumption";

/**
 * Reports a bus through which no message went any more after the last fault. It is for runs whose load
 * is too small to measure a recovery: here the canaries of the drain must arrive within the limit. If each group that
 * stays handled a message from after the heal, the bus moved again, and the drain stalled for what is stuck before.
 *
 *      20 ms  a fault cuts the connection of publisher-0
 *      90 ms  the drain begins, and publishes canaries
 *   30090 ms  no group has handled a canary, so the drain ends as stalled
 *     → not-recovered/no-message-after-the-fault, fail
 */
export const judgeResumption: Rule = (history) => {
  const { faults, drain, header } = history;
  if (faults.length === 0 || drain?.outcome !== "stalled") return [];
  const { groups } = factsOf(history);
  const isMoving = (group: Group): boolean => hasMoved(group, history, drain.timeMs);
  if (groups.length > 0 && groups.every(isMoving)) return [];
  const harnessDelayMs = harnessDelayOf(history);
  const isStarved = harnessDelayMs > starvedMs;
  const summary = `no message went through for ${durationText(header.recoveryLimitMs)} after the last fault: ${drain.detail}`;
  const doubt = `; but the harness itself stood still for ${durationText(harnessDelayMs)}`;
  return [
    createFinding(
      isStarved ? "not-recovered/harness-starved" : "not-recovered/no-message-after-the-fault",
      {
        verdict: isStarved ? "unknown" : "fail",
        summary: isStarved ? `${summary}${doubt}` : summary,
        operations: [drain.index],
      },
    ),
  ];
};

/** Returns whether a group left, or got a message before the drain ended that was published since the last heal. */
function hasMoved(
  { leftMs, firstDeliveries }: Group,
  { faults }: IndexedHistory,
  drainedMs: number,
): boolean {
  const healedMs = Math.max(...faults.map((fault) => fault.healedMs ?? Infinity));
  return (
    leftMs < Infinity ||
    [...firstDeliveries.values()].some(
      ({ start, message }) =>
        message !== undefined && message.invokedMs >= healedMs && start.timeMs <= drainedMs,
    )
  );
}
