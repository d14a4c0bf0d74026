/**
 * Which messages is a group owed whose worker died, and which second delivery has a reason? For example:
 *
 *     3980   publisher-0/0 is acknowledged; subscriber-0 of group a handles it at 3998
 *     4000   the process of subscriber-0 is killed
 *     4100   subscriber-2 of group a subscribes, and handles it at 4150
 *
 * The message is owed to group a, and it came twice because the process died before it can have acknowledged the message for
 * certain.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import type {
  GroupDeliveries,
  ScriptedDelivery,
  ScriptedFault,
  ScriptedMember,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const diedMs = 4000;
const againMs = 4100;
/** A bus acknowledges a handled message within this time, so a later death explains no second delivery. */
const acknowledgedWithinMs = 2000;
const kill: ScriptedFault = {
  name: "SIGKILL subscriber-0",
  at: diedMs - 1,
  healAt: diedMs,
  roles: ["subscriber-0"],
};
/** The second worker of group `a` begins later, was there before, or never comes. */
const workers: readonly (readonly ScriptedMember[])[] = [
  [{ group: 0, diedAt: diedMs }, { group: 1 }, { group: 0, subscribedAt: againMs }],
  [{ group: 0, diedAt: diedMs }, { group: 1 }, { group: 0 }],
  [{ group: 0, diedAt: diedMs }, { group: 1 }],
];
const byTheDead: readonly (ScriptedDelivery | undefined)[] = [
  undefined,
  { at: diedMs - 2, outcome: "handled", by: 0 },
  { at: diedMs - 2, outcome: "unfinished", by: 0 },
  { at: diedMs - acknowledgedWithinMs - 1, outcome: "handled", by: 0 },
  { at: diedMs - acknowledgedWithinMs - 2, outcome: "handled", by: 0 },
  { at: diedMs - 10, outcome: "failed", by: 0 },
];
const byTheOther: readonly (ScriptedDelivery | undefined)[] = [
  undefined,
  { at: againMs + 50, outcome: "handled", by: 2 },
  { at: 9000, outcome: "handled", by: 2 },
];

export const deaths: ProofScope = {
  name: "one message of a group whose worker dies, with another worker or without one",
  size: 4860,
  *scripts() {
    const ends = ["complete", "stalled", undefined] as const;
    const times = [diedMs - 2500, diedMs - 20, diedMs + 20, againMs + 10, 8000];
    for (const [members, first, last, at] of product(workers, byTheDead, byTheOther, times)) {
      const deliveries = [first, members.length === 3 ? last : undefined].filter(
        (each) => each !== undefined && each.at > at,
      ) as ScriptedDelivery[];
      const toA: GroupDeliveries = { deliveries };
      const byGroup = [toA, deliveriesTo(["handled"], at, 1)];
      for (const [drain, delivery, faults] of product(ends, deliveryGuarantees, [[kill], []])) {
        const message = { at, outcome: "acknowledged", entries: 1, byGroup } as const;
        yield { guarantees: { delivery }, members, messages: [message], faults, drain };
      }
    }
  },
};
