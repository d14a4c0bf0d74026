import {
  drainedAtMs,
  type ScriptedMember,
  type RunScript,
  type ScriptedFault,
  type ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import {
  deliveriesTo,
  handledByBoth,
  noDeliveries,
  oneEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const injectedMs = 20_000;
const healedMs = 30_000;
const inFlightMs = 250;
const acknowledgedWithinMs = 2000;
const noticedWithinMs = 2000;
const recoveryLimitMs = 30_000;

const fault: ScriptedFault = { at: injectedMs, healAt: healedMs, roles: ["subscriber-0"] };
const ofPublisher: ScriptedFault = { ...fault, roles: ["publisher-0"] };

/** Each limit in time that a definition knows, met exactly, and missed by a millisecond. */
export const limits: ProofScope = {
  name: "every limit in time, to the millisecond before and after it",
  size: 108,
  *scripts() {
    for (const offMs of [-1, 0, 1]) {
      for (const script of [...owed(offMs), ...excused(offMs), ...repeated(offMs)]) {
        yield { ...script, guarantees: { delivery: "at-least-once" } };
        yield { ...script, guarantees: { delivery: "at-most-once" } };
      }
    }
  },
};

type Untold = Omit<RunScript, "guarantees">;

function told(messages: readonly ScriptedMessage[], rest: Partial<Untold> = {}): Untold {
  const inOrder = messages.toSorted((left, right) => left.at - right.at);
  return { members: oneEach, drain: "complete", messages: inOrder, ...rest };
}

/** A message that only the second group gets. */
function missed(at: number, tookMs = 1): ScriptedMessage {
  const byGroup = [noDeliveries, deliveriesTo(["handled"], at + tookMs, 1)];
  return { at, tookMs, outcome: "acknowledged", entries: 1, byGroup };
}

/** Around the coming and going of subscribers, and the end of the drain. */
function* owed(offMs: number): Generator<Untold> {
  const closedAt = 50_000;
  const other = { group: 1 };
  const leaving: readonly ScriptedMember[] = [{ group: 0, closedAt }, other];
  const late: readonly ScriptedMember[] = [{ group: 0, subscribedAt: 5000, readyAt: 6000 }, other];
  yield told([handledByBoth(40_000), missed(6000 + offMs)], { members: late });
  for (const beforeMs of [0, inFlightMs]) {
    yield told([handledByBoth(1000), missed(closedAt - beforeMs + offMs - 9, 9)], {
      members: leaving,
    });
  }
  yield told([handledByBoth(1000), missed(drainedAtMs + offMs)]);
  yield told([handledByBoth(1000), missed(drainedAtMs + offMs - 9, 9)]);
  const closing = [{ group: 0, closedAt: drainedAtMs + offMs }, other];
  yield told([handledByBoth(1000), missed(3000)], { members: closing, positions: [1, 2] });
}

/** Around a fault that cuts off the first group, which hears again at once, late or never. */
function* excused(offMs: number): Generator<Untold> {
  for (const heard of [[], [handledByBoth(35_000)], [handledByBoth(healedMs + offMs)]]) {
    const load = [handledByBoth(1000), ...heard];
    yield told([...load, missed(injectedMs - inFlightMs + offMs - 9, 9)], { fault });
    yield told([...load, missed(healedMs + recoveryLimitMs + offMs)], { fault });
  }
  yield told([handledByBoth(1000), handledByBoth(35_000), missed(35_002 + offMs)], { fault });
}

/** A message that the first group handles twice, around a fault that may explain it. */
function* repeated(offMs: number): Generator<Untold> {
  const again = (firstMs: number, secondMs: number, entry = 0): ScriptedMessage => {
    const first = { at: firstMs, outcome: "handled", by: 0, tookMs: 5 } as const;
    const second = { ...first, at: secondMs, entry };
    return {
      ...handledByBoth(firstMs - 2),
      byGroup: [{ deliveries: [first, second] }, noDeliveries],
    };
  };
  yield told([again(injectedMs - acknowledgedWithinMs - 5 + offMs, 25_000)], { fault });
  yield told([again(healedMs + noticedWithinMs + offMs, 35_000)], { fault });
  yield told([again(injectedMs - 50, injectedMs + offMs)], { fault });
  for (const at of [injectedMs - 1 + offMs, healedMs + noticedWithinMs + offMs]) {
    const twice = again(at + 2, at + 100, 1);
    yield told([twice], { fault: ofPublisher });
  }
}

/** A second delivery while the first handler is just failing. */
export const retries: ProofScope = {
  name: "a second delivery around the moment in which the first handler fails",
  size: 18,
  *scripts() {
    const outcomes = ["failed", "handled", "unfinished"] as const;
    for (const [offMs, outcome, deduplicates] of product([-1, 0, 1], outcomes, [false, true])) {
      const first = { at: 2000, outcome, by: 0, tookMs: 100 } as const;
      const second = { at: 2100 + offMs, outcome: "handled", by: 0 } as const;
      const message = {
        ...handledByBoth(1990),
        byGroup: [{ deliveries: [first, second] }, noDeliveries],
      };
      const script = told([message]);
      yield { ...script, guarantees: { delivery: "at-least-once", deduplicates } };
    }
  },
};
