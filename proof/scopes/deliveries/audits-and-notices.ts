import type {
  GroupDeliveries,
  ScriptedMessage,
  ScriptedNotice,
} from "../../run-scripts/run-script.ts";
import {
  claims,
  deliveryGuarantees,
  drains,
  deliveriesTo,
  handledByBoth,
  oneEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/** What the auditor can find of a message, and what the bus can have said of it. */
export const audits: ProofScope = {
  name: "two messages, every place in a stream, everything the bus may say",
  size: 10_368,
  *scripts() {
    const audit = ["sound", "failed", "none"] as const;
    for (const [delivery, drain, audited] of product(deliveryGuarantees, drains, audit)) {
      for (const [message, read, isLeaving] of product([...placed()], [0, 1, 2, 3], claims)) {
        const messages = [message, handledByBoth(2000)];
        const [a, b] = oneEach;
        const members = isLeaving ? [{ group: 0, closedAt: 50_000 }, b!] : [a!, b!];
        const positions = [read, 3];
        const script = { guarantees: { delivery }, members, messages, positions };
        yield { ...script, drain, audit: audited };
      }
    }
  },
};

function* placed(): Generator<ScriptedMessage> {
  const outcomes = ["acknowledged", "in doubt", "rejected"] as const;
  for (const [outcome, entries, isHandled] of product(outcomes, [0, 1, 2], claims)) {
    const handling = deliveriesTo(isHandled ? ["handled"] : [], 1000, 0);
    const other = deliveriesTo(["handled"], 1000, 1);
    for (const pending of [undefined, ...Array.from({ length: entries }, (_each, at) => at)]) {
      const own: GroupDeliveries = { ...handling, ...(pending !== undefined && { pending }) };
      yield { at: 1000, outcome, entries, byGroup: [own, other] };
      yield { at: 1000, outcome, entries, byGroup: [own, { deliveries: [] }] };
    }
  }
}

export const saidByTheBus: ProofScope = {
  name: "one missing message, everything that the bus may say of it",
  size: 450,
  *scripts() {
    const kinds = ["dropped", "gap", "degraded", "disconnected", "connected"] as const;
    const roles = ["subscriber-0", "subscriber-1", "publisher-0"];
    const ids = [undefined, [], ["100-0"], ["101-0"], ["7-7"]];
    const missing = { at: 1000, outcome: "acknowledged", entries: 1 } as const;
    const messages = [
      { ...missing, byGroup: [{ deliveries: [] }, { deliveries: [] }] },
      handledByBoth(2000),
    ];
    for (const [delivery, drain] of product(deliveryGuarantees, drains)) {
      for (const [notice, by, named] of product(kinds, roles, ids)) {
        const said: ScriptedNotice = { notice, by, ...(named && { ids: named }) };
        const script = { guarantees: { delivery }, members: oneEach, drain, messages };
        yield { ...script, notices: [said] };
      }
    }
  },
};
