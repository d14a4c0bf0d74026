import { keepsMessages } from "../../history/delivery-claims.ts";
import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { Finding } from "../finding/finding.ts";
import type { LossRule } from "./losses.ts";

/** A control run passes only by a loss that no bus could have avoided. */
export const unavoidable: Partial<Readonly<Record<LossRule, boolean>>> = {
  "lost/redis-came-back-empty": true,
  "lost/never-received": false,
};

/** Returns the verdict on losses of one rule, for the guarantees of the bus. */
export function lossVerdict(rule: LossRule, { header }: IndexedHistory): Finding["verdict"] {
  switch (rule) {
    case "lost/redis-came-back-empty":
    case "lost/never-received":
    case "stranded/fresh-subscriber-got-it":
    case "stranded/handled-after-a-fresh-subscriber-joined":
    case "late/handed-out-too-slowly":
      return "fail";
    case "lost/while-disconnected":
    case "lost/while-publisher-disconnected":
      return "pass";
    case "dropped/reported-by-the-bus":
      return keepsMessages(header.guarantees) ? "fail" : "pass";
    default:
      return "unknown";
  }
}

/** Returns whether no bus could have avoided a loss of this rule; true also if the rule does not ask. */
export function isUnavoidable(rule: LossRule): boolean {
  return unavoidable[rule] !== false;
}
