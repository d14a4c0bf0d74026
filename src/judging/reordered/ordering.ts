import { analyse } from "../facts/analysis.ts";
import { momentText } from "../facts/fault-windows.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Checker } from "../finding/finding.ts";
import { counted } from "../finding/wording.ts";

/** Whether each subscription got the messages of a publisher in the order they were published. */
export const orderingChecker: Checker = {
  name: "ordering",
  check(history) {
    const { reorderings } = analyse(history);
    const [first] = reorderings;
    if (!first) return [];
    const claimed = history.header.guarantees.ordering === "per-publisher";
    const { group } = first.delivery.subscription;
    const moment = momentText(history.faults, first.delivery.start.timeMs);
    return [
      createFinding("reordered/after-a-later-message", {
        verdict: claimed ? "fail" : "pass",
        summary: `${counted(reorderings.length, "message")} delivered after a later one of the same publisher; the first was ${first.message.key} after ${first.after.key} to ${group}, ${moment}`,
        messages: reorderings.map(({ message }) => message.key),
        operations: reorderings.map(({ delivery }) => delivery.start.index),
      }),
    ];
  },
};
