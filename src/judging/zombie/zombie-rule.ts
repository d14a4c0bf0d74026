import type { DeliveryRecord } from "../../history/indexed-history.ts";
import { counted, durationText } from "../../wording.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";

/**
 * Reports deliveries to a subscription after its close call had resolved.
 *
 *     100 ms  subscriber-a calls close, which resolves at 101 ms
 *     150 ms  the handler of subscriber-a gets publisher-0/3
 *     → zombie/delivered-after-close, fail
 */
export const judgeZombies: Rule = ({ deliveries }) => {
  const found = deliveries.filter((delivery) => afterCloseMs(delivery) > 0);
  const [first] = found;
  if (!first) return [];
  const longestMs = found.reduce((longest, each) => Math.max(longest, afterCloseMs(each)), 0);
  return [
    createFinding("zombie/delivered-after-close", {
      verdict: "fail",
      summary: `${counted(found.length, "delivery", "deliveries")} after close had resolved, up to ${durationText(longestMs)} later; the first to ${first.subscription.group}`,
      messages: found.map(({ start }) => start.message ?? (start.id || "no id")),
      operations: found.map(({ start }) => start.index),
    }),
  ];
};

/** Negative if the delivery began before close resolved, or if close never resolved. */
function afterCloseMs({ start, subscription }: DeliveryRecord): number {
  return start.timeMs - (subscription.closedMs ?? Infinity);
}
