/**
 * Which messages does a group have a right to, if its subscribers come and go? Group `a` has two
 * members that join, leave, never become ready, or stay. For example:
 *
 *     1      subscriber-0 is ready
 *     10000  publisher-0/0 is published and acknowledged
 *     20000  subscriber-0 closes its subscription; group a has no other member
 *     90000  the drain is complete; group a never got publisher-0/0
 *
 * With at-least-once the group was there when the message was acknowledged, but it left before the
 * drain: `lost` only if the auditor sees that the group's position is past the message.
 */
import { deliveryGuarantees, type StartPosition } from "../../../src/bus/contract.ts";
import type {
  ScriptedDelivery,
  ScriptedMember,
  ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo, drains, handledByBoth } from "../../run-scripts/script-parts.ts";
import { multisets, product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/** The two members of group `a` can be swapped, so only one order of them is enumerated. */
export const joiningAndLeaving: ProofScope = {
  name: "one message, published while two subscribers of a group join and leave",
  size: 23_760,
  *scripts() {
    for (const [stays, from] of product([...multisets(stay, 2)], ["start", "new"] as const)) {
      const [first, last] = stays.map((each) => ({ group: 0, from, ...each }));
      const members = [first!, { group: 1 }, last!];
      for (const [message, guarantees] of product(
        [...messagesFor(members)],
        [...guaranteesFor(from)],
      )) {
        // Only an at-least-once bus has a stream in which the auditor must see the group's position.
        for (const read of guarantees.delivery === "at-least-once" ? [0, 1, 2] : [0]) {
          const both = [message, handledByBoth(30_000)];
          const messages = both.toSorted((left, right) => left.at - right.at);
          yield { guarantees, members, drain: "complete", messages, positions: [read, 2] };
        }
      }
    }
  },
};

function* guaranteesFor(from: StartPosition) {
  // For joining and leaving, best effort is the same as at-most-once.
  for (const delivery of ["at-least-once", "at-most-once"] as const) {
    yield { delivery, replaysFromStart: false };
    if (from === "start") yield { delivery, replaysFromStart: true };
  }
}

type Stay = Omit<ScriptedMember, "group">;

const stay: readonly Stay[] = [
  {},
  { subscribedAt: 5000, readyAt: 6000 },
  { closedAt: 50_000 },
  { closedAt: 20_000 },
  { readyAt: null },
  { closedAt: 95_000 },
];

/** Published at any time, and delivered to the first member, to the last one, or to neither. */
function* messagesFor(members: readonly ScriptedMember[]): Generator<ScriptedMessage> {
  const outcomes = ["acknowledged", "in doubt", "unsettled"] as const;
  const times = [2000, 5500, 10_000, 19_740, 19_900, 49_995, 60_000, 96_000];
  for (const [at, outcome] of product(times, outcomes)) {
    for (const deliveries of deliveriesAt(at + 2)) {
      const isPossible = deliveries.every(({ by }) => (members[by]?.subscribedAt ?? 0) < at);
      const byGroup = [{ deliveries }, deliveriesTo(["handled"], at, 1)];
      if (isPossible) yield { at, outcome, tookMs: 6, entries: 1, byGroup };
    }
  }
}

function deliveriesAt(at: number): readonly (readonly ScriptedDelivery[])[] {
  return [
    [],
    [{ at, outcome: "handled", by: 0 }],
    [{ at, outcome: "failed", by: 0 }],
    [{ at, outcome: "handled", by: 2 }],
  ];
}

/** `close` is called at 20000 and resolves at 20010. A delivery at 20011 or later is a `zombie`. */
export const deliveriesAroundClose: ProofScope = {
  name: "one message, delivered before, while and after its subscriber closes",
  size: 90,
  *scripts() {
    const times = [19_999, 20_005, 20_010, 20_011, 25_000];
    for (const [delivery, drain, at, by] of product(deliveryGuarantees, drains, times, [0, 2])) {
      const members = [{ group: 0, closedAt: 20_000 }, { group: 1 }, { group: 0 }];
      const delivered = { at, outcome: "handled", by } as const;
      const message = handledByBoth(19_000);
      const byGroup = [{ deliveries: [delivered] }, message.byGroup[1]!];
      const messages = [handledByBoth(1000), { ...message, byGroup }];
      yield { guarantees: { delivery }, members, drain, messages };
    }
  },
};
