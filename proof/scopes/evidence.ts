import { product } from "../enumerate.ts";
import type { Fate, Member, StoryDelivery, StoryFault, StoryMessage } from "../story.ts";
import type { Scope } from "./scope.ts";
import { claims, deliveryGuarantees, drains, fine, noFate, oneEach } from "./telling.ts";

/** Runs that show too little, each in every way at once. */
export const evidence: Scope = {
  name: "runs without evidence: of a fault, a drain, an audit, a load, or cut off",
  size: 3744,
  *stories() {
    const ends = [...drains, undefined] as const;
    const audit = ["sound", "failed", "none"] as const;
    for (const [fault, drain, audited] of product([undefined, ...faults()], ends, audit)) {
      for (const [members, messages, torn] of product(audiences, loads, claims)) {
        for (const delivery of deliveryGuarantees) {
          const story = {
            guarantees: { delivery },
            members,
            messages,
            drain,
            audit: audited,
            torn,
          };
          yield fault ? { ...story, fault } : story;
        }
      }
    }
  },
};

function* faults(): Generator<StoryFault> {
  const kinds = ["seen", "not seen", "none"] as const;
  for (const [seen, isVerified, healAt] of product(kinds, claims, [30_000, null])) {
    yield { at: 20_000, healAt, roles: ["subscriber-0"], evidence: seen, isVerified };
  }
}

const audiences: readonly (readonly Member[])[] = [
  oneEach,
  [{ group: 0 }, { group: 1, readyAt: null }],
];
const rejected = { at: 1000, outcome: "rejected", entries: 0, fates: [noFate, noFate] } as const;
const loads: readonly (readonly StoryMessage[])[] = [[], [rejected], [fine(1000)]];

export const nobody: Scope = {
  name: "runs in which nobody subscribed, or nothing was recorded at all",
  size: 32,
  *stories() {
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

export const cutOff: Scope = {
  name: "runs that lack nothing but their end",
  size: 4,
  *stories() {
    for (const [delivery, audit] of product(deliveryGuarantees, ["sound", "none"] as const)) {
      const story = { guarantees: { delivery }, members: oneEach, messages: [fine(1000)] };
      yield { ...story, drain: "complete", audit, torn: true };
    }
  },
};

/** Everything that can be wrong with a delivery, beside what can be wrong with a second one. */
export const strays: Scope = {
  name: "two messages, every delivery that should never have been",
  size: 1296,
  *stories() {
    const topics = ["orders", "invoices"];
    const damages = [undefined, "corrupt", "foreign"] as const;
    const outcomes = ["acknowledged", "rejected", "in doubt"] as const;
    const times = [500, 1002, 1500];
    for (const [delivery, outcome, topic] of product(deliveryGuarantees, outcomes, topics)) {
      const messages: StoryMessage[] = [];
      for (const [at, said, damage, isAgain] of product(times, topics, damages, claims)) {
        const one: StoryDelivery = {
          at,
          outcome: "handled",
          by: 0,
          topic: said,
          ...(damage && { damage }),
        };
        const again: Fate = { deliveries: isAgain ? [one, { ...one, at: at + 700 }] : [one] };
        messages.push({ at: 1000, outcome, topic, entries: 0, fates: [again, noFate] });
      }
      for (const [message, drain] of product(messages, drains)) {
        yield {
          guarantees: { delivery },
          members: oneEach,
          drain,
          messages: [message, fine(3000)],
        };
      }
    }
  },
};
