import { inMs } from "../facts/fault-windows.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Checker } from "../finding/finding.ts";

/** A harness that was this late itself cannot say who else was. */
const starvedMs = 500;

/**
 * Whether messages went through again after the last fault, for runs whose load is too small to
 * measure a recovery: the canaries of the drain must arrive within the recovery limit.
 */
export const resumptionChecker: Checker = {
  name: "resumption",
  check({ faults, drain, header }, { harnessDelayMs }) {
    if (faults.length === 0 || drain?.outcome !== "stalled") return [];
    const starved = harnessDelayMs > starvedMs;
    const excuse = starved
      ? `; but the harness itself was held up for ${inMs(harnessDelayMs)}`
      : "";
    return [
      createFinding("not-recovered/no-message-after-the-fault", {
        verdict: starved ? "unknown" : "fail",
        summary: `nothing moved any more for ${inMs(header.recoveryLimitMs)} after the last fault: ${drain.detail}${excuse}`,
        operations: [drain.index],
      }),
    ];
  },
};
