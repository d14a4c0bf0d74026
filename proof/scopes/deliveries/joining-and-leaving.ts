import type { StartPosition } from "../../../src/bus/contract.ts";
import type {
  ScriptedMember,
  ScriptedDelivery,
  ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import {
  deliveryGuarantees,
  drains,
  deliveriesTo,
  handledByBoth,
} from "../../run-scripts/script-parts.ts";
import { multisets, product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/**
 * When two members of group `a` come and go, around a message that is published at any time. It does
 * not matter which of the two is which.
 */
export const memberships: ProofScope = {
  name: "one message, around the coming and going of two subscribers of a group",
  size: 23_760,
  *scripts() {
    for (const [stays, from] of product([...multisets(stay, 2)], ["start", "new"] as const)) {
      const [first, last] = stays.map((each) => ({ group: 0, from, ...each }));
      const members = [first!, { group: 1 }, last!];
      for (const [message, guarantees] of product([...owed(members)], [...claimed(from)])) {
        // The auditor sees no position of a bus without a log.
        for (const read of guarantees.delivery === "at-most-once" ? [0] : [0, 1, 2]) {
          const messages = [message, handledByBoth(30_000)].toSorted(
            (left, right) => left.at - right.at,
          );
          yield { guarantees, members, drain: "complete", messages, positions: [read, 2] };
        }
      }
    }
  },
};

function* claimed(from: StartPosition) {
  for (const delivery of deliveryGuarantees) {
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

/** Published at any time, and given at once to the first of the members, the last, or nobody. */
function* owed(members: readonly ScriptedMember[]): Generator<ScriptedMessage> {
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

/** Deliveries after close, to the last millisecond. */
export const closings: ProofScope = {
  name: "one message, delivered around the close of its subscriber",
  size: 60,
  *scripts() {
    const times = [19_999, 20_005, 20_010, 20_011, 25_000];
    for (const [delivery, drain, at, by] of product(deliveryGuarantees, drains, times, [0, 2])) {
      const members = [{ group: 0, closedAt: 20_000 }, { group: 1 }, { group: 0 }];
      const delivered = { at, outcome: "handled", by } as const;
      const message = {
        ...handledByBoth(19_000),
        byGroup: [{ deliveries: [delivered] }, handledByBoth(19_000).byGroup[1]!],
      };
      yield { guarantees: { delivery }, members, drain, messages: [handledByBoth(1000), message] };
    }
  },
};
