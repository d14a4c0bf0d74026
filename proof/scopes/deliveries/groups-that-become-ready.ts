/**
 * Which messages does a group have a right to, if the harness recorded that it handled a canary before the load? For
 * example:
 *
 *     1      subscriber-0 of group a is ready
 *     2000   publisher-0/0 is published and acknowledged; group a never gets it
 *     10000  the harness records that group a handled a canary
 *     20000  publisher-0/1 is published, acknowledged and handled
 *
 * The subscription may have come into force at any time before 10000, so `publisher-0/0` is not owed. A record of
 * another group or of another topic says nothing, and neither does one from before the subscription or after its close.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import type { OperationDraft } from "../../../src/history/operation.ts";
import type { ScriptedMember, ScriptedMessage } from "../../run-scripts/run-script.ts";
import { deliveriesTo, drains, eitherWay, handledByBoth } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

export const groupsThatBecomeReady: ProofScope = {
  name: "one message, published before or after a group handles its first canary",
  size: 12_096,
  *scripts() {
    for (const [members, delivery, from, replaysFromStart] of product(
      memberships,
      deliveryGuarantees,
      ["start", "new"] as const,
      eitherWay,
    )) {
      const wanted = members.map((each) => ({ ...each, from }));
      for (const [ready, message, drain] of product(readies, [...messages()], drains)) {
        const both = [message, handledByBoth(30_000)];
        const extraOperations = ready.map(({ at, ...what }) => ({ at, draft: recordOf(what) }));
        const guarantees = { delivery, replaysFromStart };
        yield { guarantees, members: wanted, drain, messages: both, extraOperations };
      }
    }
  },
};

const memberships: readonly (readonly ScriptedMember[])[] = [
  [{ group: 0 }, { group: 1 }],
  [{ group: 0, closedAt: 60_000 }, { group: 1 }],
  [{ group: 0, subscribedAt: 5000, readyAt: 6000 }, { group: 1 }],
  [{ group: 0 }, { group: 1 }, { group: 0, subscribedAt: 15_000, readyAt: 16_000 }],
];

/** Later than each member that may be the first of its group. */
const lateMs = 7000;

interface ReadyRecord {
  readonly at: number;
  readonly group: "a" | "b";
  readonly topic?: string;
}

const readies: readonly (readonly ReadyRecord[])[] = [
  [],
  [{ at: 4000, group: "a" }],
  [{ at: 10_000, group: "a" }],
  [{ at: 10_000, group: "b" }],
  [{ at: 10_000, group: "a", topic: "invoices" }],
  [
    { at: 10_000, group: "a" },
    { at: 20_000, group: "a" },
  ],
  [{ at: 70_000, group: "a" }],
];

function recordOf({ group, topic = "orders" }: Omit<ReadyRecord, "at">): OperationDraft {
  return { kind: "ready", type: "info", process: "harness", topic, group };
}

/** Published at any time, and delivered to both groups or to group `b` alone. */
function* messages(): Generator<ScriptedMessage> {
  const outcomes = ["acknowledged", "in doubt"] as const;
  for (const [at, outcome, isHandled] of product([2000, 8000, 12_000], outcomes, eitherWay)) {
    // A group that subscribes late can get an earlier message only then.
    const byA = deliveriesTo(isHandled ? ["handled"] : [], Math.max(at, lateMs), 0);
    yield { at, outcome, entries: 1, byGroup: [byA, deliveriesTo(["handled"], at, 1)] };
  }
}
