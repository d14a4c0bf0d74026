/**
 * When is a delivery out of order? Three messages of one publisher, delivered in any order to two
 * subscribers of group `a`. For example:
 *
 *     5000   subscriber-0 gets publisher-0/1
 *     5010   subscriber-0 gets publisher-0/0, published before publisher-0/1
 *
 * `reordered`, which fails if the bus claims to keep the order per publisher. It would not be
 * reordered if another subscriber got publisher-0/0, or if the bus called it a second attempt.
 */
import type {
  ScriptedDelivery,
  ScriptedMember,
  ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import { eitherWay } from "../../run-scripts/script-parts.ts";
import { product, sequences } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/** Two subscribers of group `a`, and one of group `b`, which gets everything in order. */
const members: readonly ScriptedMember[] = [{ group: 0 }, { group: 0 }, { group: 1 }];

export const deliveryOrders: ProofScope = {
  name: "three messages, every order of up to four deliveries to two subscribers of a group",
  size: 35_168,
  *scripts() {
    const outcomes = ["acknowledged", "in doubt"] as const;
    const everyOutcome = [...product(outcomes, outcomes, outcomes)];
    for (const order of sequences([0, 1, 2], { upTo: 4, eachAtMost: 2 })) {
      for (const by of product(...order.map(() => [0, 1]))) {
        for (const [chosen, isClaimed, isLastAgain] of product(
          everyOutcome,
          eitherWay,
          eitherWay,
        )) {
          const ordering = isClaimed ? "per-publisher" : "none";
          const messages = chosen.map((outcome, number) =>
            messageOf({ outcome, number, order, by, isLastAgain }),
          );
          yield { guarantees: { ordering }, members, drain: "complete", messages };
        }
      }
    }
  },
};

interface OrderedMessage {
  readonly outcome: ScriptedMessage["outcome"];
  readonly number: number;
  /** The numbers of the messages, in the order of their deliveries to group `a`. */
  readonly order: readonly number[];
  /** The subscriber of each of these deliveries. */
  readonly by: readonly number[];
  /** True if the bus calls the last delivery a second attempt. */
  readonly isLastAgain: boolean;
}

function messageOf({ outcome, number, order, by, isLastAgain }: OrderedMessage): ScriptedMessage {
  const deliveries = order.flatMap((message, position): readonly ScriptedDelivery[] => {
    if (message !== number) return [];
    const isLast = position === order.length - 1;
    const attempt = isLastAgain && isLast ? 2 : 1;
    return [{ at: 5000 + 10 * position, outcome: "handled", by: by[position] ?? 0, attempt }];
  });
  const at = 1000 * (number + 1);
  const inOrder = { deliveries: [{ at: at + 2, outcome: "handled", by: 2 } as const] };
  return { at, outcome, entries: 1, byGroup: [{ deliveries }, inOrder] };
}
