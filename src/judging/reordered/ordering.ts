import { counted } from "../../wording.ts";
import { momentText } from "../facts/fault-windows.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";
import { reorderingsOf } from "./reorderings.ts";

/** Whether each subscription got the messages of a publisher in the order they were published. */
export const judgeOrder: Rule = (history) => {
  const reorderings = reorderingsOf(history);
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
};
