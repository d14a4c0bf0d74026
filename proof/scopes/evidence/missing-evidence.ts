import type {
  GroupDeliveries,
  ScriptedMember,
  ScriptedDelivery,
  ScriptedFault,
  ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import {
  claims,
  deliveryGuarantees,
  drains,
  handledByBoth,
  noDeliveries,
  oneEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/** Runs that show too little, each in every way at once. */
export const evidence: ProofScope = {
  name: "runs without evidence: of a fault, a drain, an audit, a load, or cut off",
  size: 3744,
  *scripts() {
    const ends = [...drains, undefined] as const;
    const audit = ["sound", "failed", "none"] as const;
    for (const [fault, drain, audited] of product([undefined, ...faults()], ends, audit)) {
      for (const [members, messages, torn] of product(audiences, loads, claims)) {
        for (const delivery of deliveryGuarantees) {
          const script = {
            guarantees: { delivery },
            members,
            messages,
            drain,
            audit: audited,
            torn,
          };
          yield fault ? { ...script, fault } : script;
        }
      }
    }
  },
};

function* faults(): Generator<ScriptedFault> {
  const kinds = ["seen", "not seen", "none"] as const;
  for (const [seen, isVerified, healAt] of product(kinds, claims, [30_000, null])) {
    yield { at: 20_000, healAt, roles: ["subscriber-0"], evidence: seen, isVerified };
  }
}

const audiences: readonly (readonly ScriptedMember[])[] = [
  oneEach,
  [{ group: 0 }, { group: 1, readyAt: null }],
];
const rejected = {
  at: 1000,
  outcome: "rejected",
  entries: 0,
  byGroup: [noDeliveries, noDeliveries],
} as const;
const loads: readonly (readonly ScriptedMessage[])[] = [[], [rejected], [handledByBoth(1000)]];

export const nobody: ProofScope = {
  name: "runs in which nobody subscribed, or nothing was recorded at all",
  size: 32,
  *scripts() {
    for (const [drain, audit] of product(
      [...drains, undefined] as const,
      ["sound", "none"] as const,
    )) {
      for (const [messages, delivery] of product([[], [rejected]], deliveryGuarantees)) {
        yield { guarantees: { delivery }, members: [], messages, drain, audit };
      }
    }
  },
};

export const cutOff: ProofScope = {
  name: "runs that lack nothing but their end",
  size: 4,
  *scripts() {
    for (const [delivery, audit] of product(deliveryGuarantees, ["sound", "none"] as const)) {
      const script = {
        guarantees: { delivery },
        members: oneEach,
        messages: [handledByBoth(1000)],
      };
      yield { ...script, drain: "complete", audit, torn: true };
    }
  },
};

/** Everything that can be wrong with a delivery, beside what can be wrong with a second one. */
export const strays: ProofScope = {
  name: "two messages, every delivery that should never have been",
  size: 1296,
  *scripts() {
    const topics = ["orders", "invoices"];
    const damages = [undefined, "corrupt", "foreign"] as const;
    const outcomes = ["acknowledged", "rejected", "in doubt"] as const;
    const times = [500, 1002, 1500];
    for (const [delivery, outcome, topic] of product(deliveryGuarantees, outcomes, topics)) {
      const messages: ScriptedMessage[] = [];
      for (const [at, said, damage, isAgain] of product(times, topics, damages, claims)) {
        const one: ScriptedDelivery = {
          at,
          outcome: "handled",
          by: 0,
          topic: said,
          ...(damage && { damage }),
        };
        const again: GroupDeliveries = {
          deliveries: isAgain ? [one, { ...one, at: at + 700 }] : [one],
        };
        messages.push({ at: 1000, outcome, topic, entries: 0, byGroup: [again, noDeliveries] });
      }
      for (const [message, drain] of product(messages, drains)) {
        yield {
          guarantees: { delivery },
          members: oneEach,
          drain,
          messages: [message, handledByBoth(3000)],
        };
      }
    }
  },
};
