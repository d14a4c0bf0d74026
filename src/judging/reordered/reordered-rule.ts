import { counted } from "../../wording.ts";
import { momentText } from "../facts/fault-windows.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";
import { reorderingsOf } from "./reorderings.ts";

/**
 * Reports messages that a subscription got after a later message of the same publisher. It fails only a
 * bus that promises the order of each publisher.
 *
 *      10 ms  publisher-0 publishes publisher-0/0, and at 11 ms publisher-0/1
 *      15 ms  group a handles publisher-0/1, and at 16 ms publisher-0/0
 *     → reordered/despite-the-promised-order, fail
 */
export const judgeOrder: Rule = (history) => {
  const reorderings = reorderingsOf(history);
  const [first] = reorderings;
  if (!first) return [];
  const isPromised = history.header.guarantees.ordering === "per-publisher";
  const { group } = first.delivery.subscription;
  const moment = momentText(history.faults, first.delivery.start.timeMs);
  return [
    createFinding(
      isPromised ? "reordered/despite-the-promised-order" : "reordered/order-not-promised",
      {
        verdict: isPromised ? "fail" : "pass",
        summary: `${counted(reorderings.length, "message")} delivered after a later one of the same publisher; ${group} got ${first.message.key} after ${first.after.key}, ${moment}`,
        messages: reorderings.map(({ message }) => message.key),
        operations: reorderings.map(({ delivery }) => delivery.start.index),
      },
    ),
  ];
};
