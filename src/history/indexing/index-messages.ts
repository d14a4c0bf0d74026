import type { DeliveryRecord } from "../indexed-history.ts";
import type {
  DeliverEnd,
  DeliverInvoke,
  PublishFail,
  PublishInvoke,
  PublishOk,
} from "../operations/message-operations.ts";
import { type HistoryDraft, misrecorded, type Writable } from "./history-draft.ts";

/** Adds a publish call to the draft, or how it settled. */
export function indexPublish(
  draft: HistoryDraft,
  operation: PublishInvoke | PublishOk | PublishFail,
): void {
  if (operation.type === "invoke") addPublish(draft, operation);
  else settlePublish(draft, operation);
}

/** Adds the start of a delivery to the draft, or its end. */
export function indexDelivery(draft: HistoryDraft, operation: DeliverInvoke | DeliverEnd): void {
  if (operation.type === "invoke") addDelivery(draft, operation);
  else endDelivery(draft, operation);
}

function addPublish({ messages, equals }: HistoryDraft, invoke: PublishInvoke): void {
  const { message: key, topic, canary = false, intendedMs, timeMs, index } = invoke;
  if (messages.has(key)) throw misrecorded(invoke, `publishes ${key} a second time`);
  if (invoke.equals !== undefined) {
    equals.set(invoke.equals, [...(equals.get(invoke.equals) ?? []), key]);
  }
  const slash = key.lastIndexOf("/");
  messages.set(key, {
    key,
    publisher: key.slice(0, slash),
    sequence: Number(key.slice(slash + 1)),
    topic,
    canary,
    sharesPayload: false,
    intendedMs,
    invokedMs: timeMs,
    invokeIndex: index,
    outcome: "in-doubt",
    settledMs: undefined,
    settledIndex: undefined,
    id: undefined,
    error: undefined,
    settledTooLateMs: undefined,
  });
}

const outcomes = { ok: "acknowledged", fail: "rejected", info: "in-doubt" } as const;

/** A call from before the end of the drain that settles after it counts as never settled. */
function settlePublish({ messages, drain }: HistoryDraft, end: PublishOk | PublishFail): void {
  const message = messages.get(end.message);
  if (!message) throw misrecorded(end, `settles ${end.message}, which was never published`);
  if (message.settledMs !== undefined || message.settledTooLateMs !== undefined) {
    throw misrecorded(end, `settles ${end.message} again`);
  }
  if (drain && message.invokedMs < drain.timeMs) {
    message.settledTooLateMs = end.timeMs;
    return;
  }
  message.outcome = outcomes[end.type];
  message.settledMs = end.timeMs;
  message.settledIndex = end.index;
  if (end.type === "ok") message.id = end.id;
  else message.error = end.error;
}

function addDelivery(
  { messages, subscriptions, rescues, deliveries, running }: HistoryDraft,
  start: DeliverInvoke,
): void {
  const rescue = rescues.get(start.subscription);
  const subscription = subscriptions.get(start.subscription) ?? rescue?.subscription;
  if (!subscription) {
    throw misrecorded(start, "delivers to a subscription that was never requested");
  }
  const isIntact = start.message !== undefined && start.damage === undefined;
  const record: Writable<DeliveryRecord> = {
    start,
    subscription,
    message: isIntact ? messages.get(start.message) : undefined,
    outcome: "unfinished",
    endMs: undefined,
    error: undefined,
  };
  (rescue?.deliveries ?? deliveries).push(record);
  running.set(start.delivery, record);
}

function endDelivery({ running }: HistoryDraft, end: DeliverEnd): void {
  const record = running.get(end.delivery);
  if (!record) throw misrecorded(end, "ends a delivery that is not running");
  running.delete(end.delivery);
  record.outcome = end.type === "ok" ? "handled" : "failed";
  record.endMs = end.timeMs;
  record.error = end.error;
}
