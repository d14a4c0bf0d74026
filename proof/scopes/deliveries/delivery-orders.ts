import type {
  ScriptedMember,
  ScriptedDelivery,
  ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import { claims } from "../../run-scripts/script-parts.ts";
import { product, sequences } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/** Two subscribers of one group, and one of another that gets everything in order. */
const members: readonly ScriptedMember[] = [{ group: 0 }, { group: 0 }, { group: 1 }];

export const orders: ProofScope = {
  name: "three messages, every order of up to four deliveries to two subscribers of a group",
  size: 35_168,
  *scripts() {
    const outcomes = ["acknowledged", "in doubt"] as const;
    const all = [...product(outcomes, outcomes, outcomes)];
    for (const order of sequences([0, 1, 2], { upTo: 4, eachAtMost: 2 })) {
      for (const by of product(...order.map(() => [0, 1]))) {
        for (const [chosen, isClaimed, isSaid] of product(all, claims, claims)) {
          const ordering = isClaimed ? "per-publisher" : "none";
          const messages = chosen.map((outcome, number) =>
            tell({ outcome, number, order, by, isSaid }),
          );
          yield { guarantees: { ordering }, members, drain: "complete", messages };
        }
      }
    }
  },
};

interface Order {
  readonly outcome: ScriptedMessage["outcome"];
  readonly number: number;
  /** Which message comes when, and to which subscriber. */
  readonly order: readonly number[];
  readonly by: readonly number[];
  /** Whether the bus says of the last delivery that it is a second attempt. */
  readonly isSaid: boolean;
}

function tell({ outcome, number, order, by, isSaid }: Order): ScriptedMessage {
  const deliveries = order.flatMap((message, position): readonly ScriptedDelivery[] => {
    if (message !== number) return [];
    const isLast = position === order.length - 1;
    const attempt = isSaid && isLast ? 2 : 1;
    return [{ at: 5000 + 10 * position, outcome: "handled", by: by[position] ?? 0, attempt }];
  });
  const at = 1000 * (number + 1);
  const inOrder = { deliveries: [{ at: at + 2, outcome: "handled", by: 2 } as const] };
  return { at, outcome, entries: 1, byGroup: [{ deliveries }, inOrder] };
}
