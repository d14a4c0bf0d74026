import { durationText } from "../../wording.ts";
import { harnessDelayOf, starvedMs } from "../facts/harness-delay.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";

/** The name by which the header of a history asks for this rule. */
export const resumption = "resumption";

/**
 * Reports a bus through which no message went any more after the last fault. It is for runs whose load
 * is too small to measure a recovery: here the canaries of the drain must arrive within the limit.
 *
 *      20 ms  a fault cuts the connection of publisher-0
 *      90 ms  the drain begins, and publishes canaries
 *   30090 ms  no group has handled a canary, so the drain ends as stalled
 *     → not-recovered/no-message-after-the-fault, fail
 */
export const judgeResumption: Rule = (history) => {
  const { faults, drain, header } = history;
  if (faults.length === 0 || drain?.outcome !== "stalled") return [];
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
