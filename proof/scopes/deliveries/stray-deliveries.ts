/**
 * Which single deliveries are wrong in themselves, besides a second one? The payload is corrupt or not
 * from this run, the message was not published yet, or it comes under another topic. For example:
 *
 *     500    subscriber-0 gets publisher-0/0
 *     1000   publisher-0/0 is published
 *
 * `unexpected`, because it was delivered before it was published: `fail` with both guarantees.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import type {
  GroupDeliveries,
  ScriptedDelivery,
  ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import {
  drains,
  eitherWay,
  handledByBoth,
  noDeliveries,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

export const strayDeliveries: ProofScope = {
  name: "two messages, every delivery that is wrong in itself",
  size: 1944,
  *scripts() {
    const topics = ["orders", "invoices"];
    const damages = [undefined, "corrupt", "foreign"] as const;
    const outcomes = ["acknowledged", "rejected", "in doubt"] as const;
    const times = [500, 1002, 1500];
    for (const [delivery, outcome, topic] of product(deliveryGuarantees, outcomes, topics)) {
      const messages: ScriptedMessage[] = [];
      for (const [at, named, damage, isRepeated] of product(times, topics, damages, eitherWay)) {
        const once: ScriptedDelivery = {
          at,
          outcome: "handled",
          by: 0,
          topic: named,
          ...(damage && { damage }),
        };
        const deliveries = isRepeated ? [once, { ...once, at: at + 700 }] : [once];
        const own: GroupDeliveries = { deliveries };
        messages.push({ at: 1000, outcome, topic, entries: 0, byGroup: [own, noDeliveries] });
      }
      for (const [message, drain] of product(messages, drains)) {
        const script = { guarantees: { delivery }, members: oneMemberEach, drain };
        yield { ...script, messages: [message, handledByBoth(3000)] };
      }
    }
  },
};
