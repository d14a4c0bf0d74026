/**
 * Are the time limits of the definitions exact to the millisecond? Each limit is met exactly, and
 * missed by one millisecond in both directions. For example, a bus may acknowledge to Redis up to 2000
 * ms after the handler:
 *
 *     17990  group a starts to handle publisher-0/0, and ends at 17995
 *     20000  the connections of subscriber-0 are cut, 2005 ms after the handler ended
 *     25000  group a handles publisher-0/0 again
 *
 * The XACK must have reached Redis before the cut, so the fault does not explain the `duplicate`:
 * `fail`. If the handler ended at 18000 or later, it does.
 */
import {
  drainedAtMs,
  type RunScript,
  type ScriptedFault,
  type ScriptedMember,
  type ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import {
  deliveriesTo,
  handledByBoth,
  noDeliveries,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const injectedMs = 20_000;
const healedMs = 30_000;
/** The limits of docs/definitions.md. */
const inFlightMs = 250;
const acknowledgedWithinMs = 2000;
const noticedWithinMs = 2000;
const recoveryLimitMs = 30_000;

const cutSubscriber: ScriptedFault = { at: injectedMs, healAt: healedMs, roles: ["subscriber-0"] };
const cutPublisher: ScriptedFault = { ...cutSubscriber, roles: ["publisher-0"] };

export const timeLimits: ProofScope = {
  name: "every time limit, met exactly and missed by a millisecond",
  size: 108,
  *scripts() {
    for (const offMs of [-1, 0, 1]) {
      for (const script of [
        ...limitsOfEntitlement(offMs),
        ...limitsOfLossWindow(offMs),
        ...limitsOfDuplicates(offMs),
      ]) {
        yield { ...script, guarantees: { delivery: "at-least-once" } };
        yield { ...script, guarantees: { delivery: "at-most-once" } };
      }
    }
  },
};

type WithoutGuarantees = Omit<RunScript, "guarantees">;

function scriptOf(
  messages: readonly ScriptedMessage[],
  rest: Partial<WithoutGuarantees> = {},
): WithoutGuarantees {
  const inOrder = messages.toSorted((left, right) => left.at - right.at);
  return { members: oneMemberEach, drain: "complete", messages: inOrder, ...rest };
}

/** A message that only the second group gets. */
function missed(at: number, tookMs = 1): ScriptedMessage {
  const byGroup = [noDeliveries, deliveriesTo(["handled"], at + tookMs, 1)];
  return { at, tookMs, outcome: "acknowledged", entries: 1, byGroup };
}

/** Around the moments at which subscribers become ready and leave, and at which the drain ends. */
function* limitsOfEntitlement(offMs: number): Generator<WithoutGuarantees> {
  const closedAt = 50_000;
  const other = { group: 1 };
  const leaving: readonly ScriptedMember[] = [{ group: 0, closedAt }, other];
  const late: readonly ScriptedMember[] = [{ group: 0, subscribedAt: 5000, readyAt: 6000 }, other];
  yield scriptOf([handledByBoth(40_000), missed(6000 + offMs)], { members: late });
  for (const beforeMs of [0, inFlightMs]) {
    const message = missed(closedAt - beforeMs + offMs - 9, 9);
    yield scriptOf([handledByBoth(1000), message], { members: leaving });
  }
  yield scriptOf([handledByBoth(1000), missed(drainedAtMs + offMs)]);
  yield scriptOf([handledByBoth(1000), missed(drainedAtMs + offMs - 9, 9)]);
  const closing = [{ group: 0, closedAt: drainedAtMs + offMs }, other];
  yield scriptOf([handledByBoth(1000), missed(3000)], { members: closing, positions: [1, 2] });
}

/** Around a fault that cuts off group `a`, which gets messages again at once, later or never. */
function* limitsOfLossWindow(offMs: number): Generator<WithoutGuarantees> {
  const fault = cutSubscriber;
  for (const next of [[], [handledByBoth(35_000)], [handledByBoth(healedMs + offMs)]]) {
    const load = [handledByBoth(1000), ...next];
    yield scriptOf([...load, missed(injectedMs - inFlightMs + offMs - 9, 9)], { fault });
    yield scriptOf([...load, missed(healedMs + recoveryLimitMs + offMs)], { fault });
  }
  const messages = [handledByBoth(1000), handledByBoth(35_000), missed(35_002 + offMs)];
  yield scriptOf(messages, { fault });
}

/** A message that group `a` handles twice, around a fault that may explain it. */
function* limitsOfDuplicates(offMs: number): Generator<WithoutGuarantees> {
  const handledTwice = (firstMs: number, secondMs: number, entry = 0): ScriptedMessage => {
    const first = { at: firstMs, outcome: "handled", by: 0, tookMs: 5 } as const;
    const second = { ...first, at: secondMs, entry };
    const byGroup = [{ deliveries: [first, second] }, noDeliveries];
    return { ...handledByBoth(firstMs - 2), byGroup };
  };
  const fault = cutSubscriber;
  yield scriptOf([handledTwice(injectedMs - acknowledgedWithinMs - 5 + offMs, 25_000)], { fault });
  yield scriptOf([handledTwice(healedMs + noticedWithinMs + offMs, 35_000)], { fault });
  yield scriptOf([handledTwice(injectedMs - 50, injectedMs + offMs)], { fault });
  for (const at of [injectedMs - 1 + offMs, healedMs + noticedWithinMs + offMs]) {
    yield scriptOf([handledTwice(at + 2, at + 100, 1)], { fault: cutPublisher });
  }
}

/** If the handler failed before the second delivery, that explains it; if it fails later, it does not. */
export const retriesAroundAFailure: ProofScope = {
  name: "a second delivery just before, at and just after the first handler fails",
  size: 18,
  *scripts() {
    const outcomes = ["failed", "handled", "unfinished"] as const;
    for (const [offMs, outcome, deduplicates] of product([-1, 0, 1], outcomes, [false, true])) {
      const first = { at: 2000, outcome, by: 0, tookMs: 100 } as const;
      const second = { at: 2100 + offMs, outcome: "handled", by: 0 } as const;
      const byGroup = [{ deliveries: [first, second] }, noDeliveries];
      const script = scriptOf([{ ...handledByBoth(1990), byGroup }]);
      yield { ...script, guarantees: { delivery: "at-least-once", deduplicates } };
    }
  },
};
