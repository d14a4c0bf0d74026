/**
 * How does the place of a missing message in its stream, and a notice of the bus about it, change the
 * finding? For example:
 *
 *     1000   publisher-0/0 is acknowledged; group a never gets it
 *     89999  subscriber-0 reports `dropped` with the id of publisher-0/0
 *     90000  the drain is complete
 *     90001  the auditor: the entry is in the stream, and group a's position is past it
 *
 * `dropped` instead of `lost`, because a member of the group reported it. Both fail with at-least-once.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import type {
  GroupDeliveries,
  ScriptedMessage,
  ScriptedNotice,
  ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import {
  deliveriesTo,
  drains,
  eitherWay,
  handledByBoth,
  noDeliveries,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

export const auditedPlaces: ProofScope = {
  name: "two messages, every place in the stream that the auditor can see",
  size: 15_552,
  *scripts() {
    const audit = ["sound", "failed", "none"] as const;
    for (const [delivery, drain, audited] of product(deliveryGuarantees, drains, audit)) {
      for (const [message, read, isLeaving] of product(
        [...storedMessages()],
        [0, 1, 2, 3],
        eitherWay,
      )) {
        const messages = [message, handledByBoth(2000)];
        const [a, b] = oneMemberEach;
        const members = isLeaving ? [{ group: 0, closedAt: 50_000 }, b!] : [a!, b!];
        const positions = [read, 3];
        const script = { guarantees: { delivery }, members, messages, positions };
        yield { ...script, drain, audit: audited };
      }
    }
  },
};

function* storedMessages(): Generator<ScriptedMessage> {
  const outcomes = ["acknowledged", "in doubt", "rejected"] as const;
  for (const [outcome, entries, isHandled] of product(outcomes, [0, 1, 2], eitherWay)) {
    const own = deliveriesTo(isHandled ? ["handled"] : [], 1000, 0);
    const other = deliveriesTo(["handled"], 1000, 1);
    for (const pending of [undefined, ...Array.from({ length: entries }, (_each, at) => at)]) {
      const withPending: GroupDeliveries = { ...own, ...(pending !== undefined && { pending }) };
      yield { at: 1000, outcome, entries, byGroup: [withPending, other] };
      yield { at: 1000, outcome, entries, byGroup: [withPending, noDeliveries] };
    }
  }
}

export const noticesOfTheBus: ProofScope = {
  name: "one missing message, every notice of the bus that may name it",
  size: 675,
  *scripts() {
    const kinds = ["dropped", "gap", "degraded", "disconnected", "connected"] as const;
    const roles = ["subscriber-0", "subscriber-1", "publisher-0"];
    const ids = [undefined, [], ["100-0"], ["101-0"], ["7-7"]];
    const missing = { at: 1000, outcome: "acknowledged", entries: 1 } as const;
    const messages = [{ ...missing, byGroup: [noDeliveries, noDeliveries] }, handledByBoth(2000)];
    for (const [delivery, drain] of product(deliveryGuarantees, drains)) {
      for (const [notice, by, named] of product(kinds, roles, ids)) {
        const told: ScriptedNotice = { notice, by, ...(named && { ids: named }) };
        const script = { guarantees: { delivery }, members: oneMemberEach, drain, messages };
        yield { ...script, notices: [told] };
      }
    }
  },
};

/** A subscriber of the topic `invoices`, in a group that has the name of a group of `orders`. */
const ofInvoices: readonly ScriptedOperation[] = (
  [
    ["invoke", 0],
    ["ok", 1],
  ] as const
).map(([type, at]) => {
  const common = { kind: "subscribe", process: "subscriber-0", subscription: 9 } as const;
  const wanted = { topic: "invoices", group: "a", consumer: "a-9", from: "new" } as const;
  return { at, draft: type === "ok" ? { ...common, type } : { ...common, type, ...wanted } };
});

export const noticesAboutTopics: ProofScope = {
  name: "one missing message, and a notice that names a topic, in a run with two topics",
  size: 72,
  *scripts() {
    const topics = [undefined, "orders", "invoices", "elsewhere"];
    const roles = ["subscriber-0", "subscriber-1", "publisher-0"];
    const missing = { at: 1000, outcome: "acknowledged", entries: 1 } as const;
    const messages = [{ ...missing, byGroup: [noDeliveries, noDeliveries] }, handledByBoth(2000)];
    for (const [delivery, topic] of product(deliveryGuarantees, topics)) {
      for (const [notice, by] of product(["dropped", "gap"] as const, roles)) {
        const told: ScriptedNotice = { notice, by, ids: ["100-0"], ...(topic && { topic }) };
        const common = { guarantees: { delivery }, members: oneMemberEach, messages };
        yield { ...common, drain: "complete", notices: [told], extraOperations: ofInvoices };
      }
    }
  },
};
