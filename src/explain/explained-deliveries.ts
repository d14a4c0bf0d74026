import type { DeliveryRecord, IndexedHistory } from "../history/indexed-history.ts";
import type { MessageKey } from "../history/operations/operation-base.ts";
import { durationText } from "../wording.ts";
import type { ExplainedDelivery } from "./explanation.ts";
import { roundMs } from "./moments.ts";

/** Returns every call of a handler with the message, with an intact payload or not, in order. */
export function explainDeliveries(
  { deliveries }: IndexedHistory,
  key: MessageKey,
): readonly ExplainedDelivery[] {
  return deliveries.filter(({ start }) => start.message === key).map(explainDelivery);
}

function explainDelivery(delivery: DeliveryRecord): ExplainedDelivery {
  const { start, subscription, outcome, endMs, error } = delivery;
  const facts = {
    group: subscription.group,
    subscriber: start.process,
    id: start.id,
    attempt: start.attempt,
    startedAtMs: roundMs(start.timeMs),
    outcome,
    tookMs: endMs === undefined ? null : roundMs(endMs - start.timeMs),
    error: error ?? null,
    damage: start.damage ?? null,
  };
  return { ...facts, text: deliveryText(facts) };
}

function deliveryText(delivery: Omit<ExplainedDelivery, "text">): string {
  const { group, id, attempt, damage } = delivery;
  const damaged = damage === null ? "" : `, with a ${damage} payload`;
  const name = id === "" ? "without an id" : `as ${id}`;
  return `delivered to ${group} ${name}, attempt ${attempt}${damaged}: ${outcomeText(delivery)}`;
}

function outcomeText({ outcome, tookMs, error }: Omit<ExplainedDelivery, "text">): string {
  if (tookMs === null) return "the handler never returned";
  if (outcome === "handled") return `handled in ${durationText(tookMs)}`;
  return `the handler failed after ${durationText(tookMs)}${error === null ? "" : ` (${error})`}`;
}
