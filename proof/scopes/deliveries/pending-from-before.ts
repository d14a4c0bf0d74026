/**
 * Which messages from before a group was ready does it leave pending? For example:
 *
 *     2000   publisher-0/0 is published and acknowledged
 *     5000   subscriber-0 of group a subscribes, and is ready at 6000
 *     90000  the drain is stalled
 *     90001  the auditor: publisher-0/0 is pending for group a, which never handled it
 *
 * `unacknowledged`, although it is not owed to the group. It is not reported if a handler or a fresh subscriber finished
 * it, if the group left, if the drain did not stall, or if the bus claims to hand it out again later.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import type {
  ScriptedMember,
  ScriptedMessage,
  ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo, drains, handledByBoth } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

export const pendingFromBefore: ProofScope = {
  name: "one message from before a group is ready, whose entry is pending or not",
  size: 31_104,
  *scripts() {
    const rescues = [undefined, [], [0]];
    for (const [members, delivery, drain] of product(memberships, deliveryGuarantees, drains)) {
      for (const [message, claim, rescued] of product([...messages()], claims, rescues)) {
        const guarantees = { delivery, ...claim };
        const both = [message, handledByBoth(30_000)];
        const script = { guarantees, members, drain, messages: both, extraOperations };
        yield { ...script, ...(rescued && { rescued }) };
      }
    }
  },
};

const late = { group: 0, subscribedAt: 5000 } as const;
const memberships: readonly (readonly ScriptedMember[])[] = [
  [{ ...late, readyAt: 6000 }, { group: 1 }],
  [{ ...late, readyAt: 6000, closedAt: 60_000 }, { group: 1 }],
  [{ ...late, readyAt: null }, { group: 1 }],
  [{ ...late, readyAt: 6000, from: "start" }, { group: 1 }],
];

/** A message of 2000 ms waits for 88 s until the drain ends. */
const claims = [
  {},
  { redeliversWithinMs: 88_000 },
  { redeliversWithinMs: 87_900 },
  { replaysFromStart: true },
] as const;

/** The first canary of group a. */
const extraOperations: readonly ScriptedOperation[] = [
  {
    at: 10_000,
    draft: { kind: "ready", type: "info", process: "harness", topic: "orders", group: "a" },
  },
];

/** Published before the group is ready, before its first canary, or after it. */
function* messages(): Generator<ScriptedMessage> {
  const outcomes = ["acknowledged", "in doubt", "rejected", "unsettled"] as const;
  const handlers = [[], ["failed"], ["handled"]] as const;
  for (const [at, outcome, handler, pending] of product([2000, 8000, 12_000], outcomes, handlers, [
    undefined,
    0,
  ])) {
    const byA = deliveriesTo(handler, 20_000, 0);
    const own = { ...byA, ...(pending !== undefined && { pending }) };
    yield { at, outcome, entries: 1, byGroup: [own, deliveriesTo(["handled"], at, 1)] };
  }
}
