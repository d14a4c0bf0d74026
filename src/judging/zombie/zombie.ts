import type { DeliveryRecord } from "../../history/indexed-history.ts";
import { counted } from "../../wording.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";

/** Whether a subscription stayed silent once its close call had resolved. */
export const judgeZombies: Rule = ({ deliveries }) => {
  const found = deliveries.filter((delivery) => afterCloseMs(delivery) > 0);
  const [first] = found;
  if (!first) return [];
  const longestMs = found.reduce((longest, each) => Math.max(longest, afterCloseMs(each)), 0);
  return [
    createFinding("zombie/after-close", {
      verdict: "fail",
      summary: `${counted(found.length, "delivery", "deliveries")} after close had resolved, up to ${Math.round(longestMs)} ms after it; the first to ${first.subscription.group}`,
      messages: found.map(({ start }) => start.message ?? start.id),
      operations: found.map(({ start }) => start.index),
    }),
  ];
};

function afterCloseMs({ start, subscription }: DeliveryRecord): number {
  return start.timeMs - (subscription.closedMs ?? Infinity);
}
