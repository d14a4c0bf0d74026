import { durationText } from "../../wording.ts";
import { harnessDelayOf, starvedMs } from "../facts/harness-delay.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";

/** The name by which the header of a history asks for this rule. */
export const resumption = "resumption";

/**
 * Whether messages went through again after the last fault, for runs whose load is too small to
 * measure a recovery: the canaries of the drain must arrive within the recovery limit.
 */
export const judgeResumption: Rule = (history) => {
  const { faults, drain, header } = history;
  const harnessDelayMs = harnessDelayOf(history);
  if (faults.length === 0 || drain?.outcome !== "stalled") return [];
  const starved = harnessDelayMs > starvedMs;
  const excuse = starved
    ? `; but the harness itself was held up for ${durationText(harnessDelayMs)}`
    : "";
  return [
    createFinding("not-recovered/no-message-after-the-fault", {
      verdict: starved ? "unknown" : "fail",
      summary: `nothing moved any more for ${durationText(header.recoveryLimitMs)} after the last fault: ${drain.detail}${excuse}`,
      operations: [drain.index],
    }),
  ];
};
