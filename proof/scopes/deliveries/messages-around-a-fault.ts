/**
 * Which losses and duplicates does a fault explain, depending on when it happened and whose path to
 * Redis it affected? Messages are published and delivered well before, just before, during, just after
 * and long after a fault. For example:
 *
 *     19900  publisher-0/0 is acknowledged; group a handles it at 19902
 *     20000  the connections of subscriber-0 are cut
 *     25009  group a handles publisher-0/0 again
 *     30000  the fault is healed
 *
 * The fault may have cut off the XACK of group a, so the `duplicate` is explained: `pass`.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import type {
  ScriptedDelivery,
  ScriptedFault,
  ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import {
  deliveriesTo,
  eitherWay,
  handledByBoth,
  noDeliveries,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const injectedMs = 20_000;
const healedMs = 30_000;

/** Times on both sides of every time limit of the definitions. */
const moments = {
  wellBefore: 10_000,
  before: injectedMs - 1000,
  justBefore: injectedMs - 100,
  during: 25_000,
  justAfter: healedMs + 500,
  longAfter: healedMs + 35_000,
} as const;
const times = Object.values(moments);

const everyRole = ["publisher-0", "subscriber-0", "subscriber-1"];
const faults: readonly ScriptedFault[] = [
  { at: injectedMs, healAt: healedMs, roles: everyRole },
  { at: injectedMs, healAt: healedMs, roles: ["subscriber-0"] },
  { at: injectedMs, healAt: healedMs, roles: ["publisher-0"] },
  { at: injectedMs, healAt: healedMs, roles: everyRole, losesAll: true },
];

export const oneMessageAroundFault: ProofScope = {
  name: "one message, published and delivered before, during and after a fault",
  size: 169_920,
  *scripts() {
    for (const delivery of deliveryGuarantees) {
      for (const [fault, deduplicates] of product(faults, eitherWay)) {
        if (deduplicates && delivery === "at-most-once") continue;
        for (const message of everyMessage()) {
          const guarantees = { delivery, deduplicates };
          const script = { guarantees, members: oneMemberEach, fault, messages: [message] };
          yield { ...script, drain: "complete" };
        }
      }
    }
  },
};

/** Group `a` gets the message never, once or twice, at any two times; `b` gets it at once or never. */
function* everyMessage(): Generator<ScriptedMessage> {
  const outcomes = ["acknowledged", "rejected", "in doubt", "unsettled"] as const;
  const callsTookMs = [1, 2000] as const;
  for (const [at, outcome, tookMs] of product(times, outcomes, callsTookMs)) {
    for (const [deliveries, isHandledByB] of product([...deliveriesSince(at)], eitherWay)) {
      const other = isHandledByB ? deliveriesTo(["handled"], at, 1) : noDeliveries;
      yield { at, outcome, tookMs, entries: 1, byGroup: [{ deliveries }, other] };
    }
  }
}

function* deliveriesSince(publishedMs: number): Generator<readonly ScriptedDelivery[]> {
  const later = times.filter((each) => each >= publishedMs);
  const outcomes = ["handled", "failed", "unfinished"] as const;
  yield [];
  for (const [at, outcome] of product(later, outcomes)) {
    const first: ScriptedDelivery = { at: at + 2, outcome, by: 0 };
    yield [first];
    for (const [again, entry] of product(later, [0, 1])) {
      if (again < at) continue;
      const second: ScriptedDelivery = { at: again + 9, outcome: "handled", by: 0, entry };
      yield [first, second];
      // The first handler is still running when the second one starts.
      if (again === at) yield [{ ...first, tookMs: 10 }, second];
    }
  }
}

export const threeMessagesAroundFault: ProofScope = {
  name: "three messages, in every order before, during and after a fault",
  size: 45_360,
  *scripts() {
    const chosen = [moments.before, moments.justBefore, moments.during, moments.justAfter];
    const moment = [...chosen, moments.longAfter];
    for (const [first, second, third] of product(moment, moment, moment)) {
      if (first > second || second > third) continue;
      const at = [first, second + 10, third + 20];
      for (const kinds of product(messageKinds, messageKinds, messageKinds)) {
        const messages = kinds.map((kind, number) => messageOf(kind, at[number] ?? 0));
        for (const [delivery, fault] of product(deliveryGuarantees, faults.slice(0, 2))) {
          const script = { guarantees: { delivery }, checkers, members: oneMemberEach, fault };
          yield { ...script, drain: "complete", messages };
        }
      }
    }
  },
};

const checkers = ["ordering", "zombie", "recovery"];

interface MessageKind {
  readonly outcome: ScriptedMessage["outcome"];
  /** Whether group `a` and group `b` handle it. */
  readonly isHandledBy: readonly boolean[];
}

const messageKinds: readonly MessageKind[] = [
  ...[...product(eitherWay, eitherWay)].map((isHandledBy) => ({
    outcome: "acknowledged" as const,
    isHandledBy,
  })),
  { outcome: "in doubt", isHandledBy: [false, false] },
  { outcome: "in doubt", isHandledBy: [true, false] },
];

function messageOf({ outcome, isHandledBy }: MessageKind, at: number): ScriptedMessage {
  const byGroup = isHandledBy.map((isHandled, by) =>
    deliveriesTo(isHandled ? ["handled"] : [], at, by),
  );
  return { at, outcome, entries: 1, byGroup };
}

export const killThatLosesTheLastSecond: ProofScope = {
  name: "one message, acknowledged around a kill that may lose the last second",
  size: 88,
  *scripts() {
    const losesLastMs = [0, 1000];
    const delaysMs = [-1500, -1000, -999, -500, -1, 0, 1, 249, 250, 251, 1000];
    for (const [delayMs, lostMs, entries, handledBefore] of product(
      delaysMs,
      losesLastMs,
      [0, 1],
      [0, 1],
    )) {
      const when = { at: injectedMs, healAt: healedMs };
      const fault = { ...when, roles: everyRole, losesLastMs: lostMs };
      const byGroup = [noDeliveries, noDeliveries];
      const at = injectedMs + delayMs - 1;
      const missing: ScriptedMessage = { at, outcome: "acknowledged", entries, byGroup };
      const all = [handledByBoth(1000), missing, handledByBoth(60_000)];
      const messages = all.slice(1 - handledBefore);
      yield { guarantees: {}, members: oneMemberEach, drain: "complete", fault, messages };
    }
  },
};
