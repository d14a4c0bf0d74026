import type {
  ScriptedDelivery,
  ScriptedFault,
  ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import {
  claims,
  deliveryGuarantees,
  deliveriesTo,
  handledByBoth,
  noDeliveries,
  oneEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const injectedMs = 20_000;
const healedMs = 30_000;

/** On both sides of every limit in time that the definitions know. */
const moments = {
  wellBefore: 10_000,
  before: injectedMs - 1000,
  justBefore: injectedMs - 100,
  during: 25_000,
  justAfter: healedMs + 500,
  longAfter: healedMs + 35_000,
} as const;
const times = Object.values(moments);

const everybody = ["publisher-0", "subscriber-0", "subscriber-1"];
const faults: readonly ScriptedFault[] = [
  { at: injectedMs, healAt: healedMs, roles: everybody },
  { at: injectedMs, healAt: healedMs, roles: ["subscriber-0"] },
  { at: injectedMs, healAt: healedMs, roles: ["publisher-0"] },
  { at: injectedMs, healAt: healedMs, roles: everybody, losesAll: true },
];

export const oneMessageAroundFault: ProofScope = {
  name: "one message, published and delivered before, during and after a fault",
  size: 101_952,
  *scripts() {
    for (const delivery of deliveryGuarantees) {
      for (const [fault, deduplicates] of product(faults, claims)) {
        if (deduplicates && delivery === "at-most-once") continue;
        for (const message of around()) {
          const guarantees = { delivery, deduplicates };
          yield { guarantees, members: oneEach, drain: "complete", fault, messages: [message] };
        }
      }
    }
  },
};

/** Group `a` gets it never, once or twice, at any two moments; `b` at once or not at all. */
function* around(): Generator<ScriptedMessage> {
  const outcomes = ["acknowledged", "rejected", "in doubt", "unsettled"] as const;
  const calls = [1, 2000] as const;
  for (const [at, outcome, tookMs] of product(times, outcomes, calls)) {
    for (const [deliveries, isHeardByB] of product([...deliveriesFrom(at)], claims)) {
      const other = isHeardByB ? deliveriesTo(["handled"], at, 1) : noDeliveries;
      yield { at, outcome, tookMs, entries: 1, byGroup: [{ deliveries }, other] };
    }
  }
}

function* deliveriesFrom(publishedMs: number): Generator<readonly ScriptedDelivery[]> {
  const later = times.filter((each) => each >= publishedMs);
  const handlings = ["handled", "failed", "unfinished"] as const;
  yield [];
  for (const [at, outcome] of product(later, handlings)) {
    const first: ScriptedDelivery = { at: at + 2, outcome, by: 0 };
    yield [first];
    for (const [again, entry] of product(later, [0, 1])) {
      if (again < at) continue;
      const second: ScriptedDelivery = { at: again + 9, outcome: "handled", by: 0, entry };
      yield [first, second];
      // The first handler is still at work when the second is called.
      if (again === at) yield [{ ...first, tookMs: 10 }, second];
    }
  }
}

export const threeMessagesAroundFault: ProofScope = {
  name: "three messages, in every order before, during and after a fault",
  size: 30_240,
  *scripts() {
    const chosen = [moments.before, moments.justBefore, moments.during, moments.justAfter];
    const moment = [...chosen, moments.longAfter];
    for (const [first, second, third] of product(moment, moment, moment)) {
      if (first > second || second > third) continue;
      const at = [first, second + 10, third + 20];
      for (const kinds of product(messageKinds, messageKinds, messageKinds)) {
        const messages = kinds.map((kind, number) => tell(kind, at[number] ?? 0));
        for (const [delivery, fault] of product(deliveryGuarantees, faults.slice(0, 2))) {
          yield {
            guarantees: { delivery },
            checkers,
            members: oneEach,
            drain: "complete",
            fault,
            messages,
          };
        }
      }
    }
  },
};

const checkers = ["ordering", "zombie", "recovery"];

interface MessageKind {
  readonly outcome: ScriptedMessage["outcome"];
  readonly reaches: readonly boolean[];
}

const messageKinds: readonly MessageKind[] = [
  ...[...product(claims, claims)].map((reaches) => ({ outcome: "acknowledged" as const, reaches })),
  { outcome: "in doubt", reaches: [false, false] },
  { outcome: "in doubt", reaches: [true, false] },
];

function tell({ outcome, reaches }: MessageKind, at: number): ScriptedMessage {
  const byGroup = reaches.map((isReached, by) =>
    deliveriesTo(isReached ? ["handled"] : [], at, by),
  );
  return { at, outcome, entries: 1, byGroup };
}

export const forgettingRedis: ProofScope = {
  name: "one message, acknowledged around a kill that may cost the last second",
  size: 88,
  *scripts() {
    const losesLastMs = [0, 1000];
    const delaysMs = [-1500, -1000, -999, -500, -1, 0, 1, 249, 250, 251, 1000];
    for (const [delayMs, forgets, entries, read] of product(
      delaysMs,
      losesLastMs,
      [0, 1],
      [0, 1],
    )) {
      const fault = { at: injectedMs, healAt: healedMs, roles: everybody, losesLastMs: forgets };
      const at = injectedMs + delayMs;
      const owed = {
        at: at - 1,
        outcome: "acknowledged",
        entries,
        byGroup: [noDeliveries, noDeliveries],
      } as const;
      const messages = [handledByBoth(1000), owed, handledByBoth(60_000)].slice(1 - read);
      yield { guarantees: {}, members: oneEach, drain: "complete", fault, messages };
    }
  },
};
