/**
 * Did enough handlers fail, and was enough in hand when a subscription closed? For example:
 *
 *     1000   publisher-0/0 is acknowledged at 1001
 *     1500   its handler throws; the bus calls it again at 1600
 *     1550   subscriber-0 closes its subscription
 *
 * A failed handler, and a message in hand at the close. If the scenario requires two of either, it is `no-evidence`.
 */
import type {
  GroupDeliveries,
  ScriptedDelivery,
  ScriptedMember,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const closedMs = 1550;
/** When the call of the handler begins; it takes 1 ms. The third one ends just at the close. */
const calledMs = [1500, closedMs - 2, closedMs - 1, closedMs];
const endings = ["handled", "failed", "unfinished"] as const;
const needs = [
  {},
  { failedHandlers: 1 },
  { failedHandlers: 2 },
  { unhandledAtClose: 1 },
  { unhandledAtClose: 2 },
];
/** The subscriber of group `a` closes, a second one of group `a` goes on, or it does not close. */
const closes: readonly (readonly ScriptedMember[])[] = [
  [{ group: 0, closedAt: closedMs }, { group: 1 }],
  [{ group: 0, closedAt: closedMs }, { group: 1 }, { group: 0 }],
  [{ group: 0 }, { group: 1 }],
  [{ group: 0, closedAt: 95_000 }, { group: 1 }],
];

export const handlersAndCloses: ProofScope = {
  name: "one message whose handlers fail, and that is in hand or not when a subscription closes",
  size: 2880,
  *scripts() {
    for (const [minimums, members, at, ending] of product(needs, closes, calledMs, endings)) {
      for (const [outcome, tookMs, again] of product(
        ["acknowledged", "in doubt"] as const,
        [1, closedMs - publishedMs - 1, closedMs - publishedMs],
        [false, true],
      )) {
        const first: ScriptedDelivery = { at, outcome: ending, by: 0 };
        const by = members.length === 3 ? 2 : 0;
        const last: ScriptedDelivery = { at: 1600, outcome: "handled", by };
        const toA: GroupDeliveries = { deliveries: again ? [first, last] : [first] };
        const byGroup = [toA, deliveriesTo(["handled"], publishedMs, 1)];
        yield {
          guarantees: { delivery: "best-effort" },
          minimums,
          members,
          messages: [{ at: publishedMs, outcome, tookMs, entries: 1, byGroup }],
          drain: "complete",
        };
      }
    }
  },
};
