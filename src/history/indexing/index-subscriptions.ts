import type { Ready } from "../operations/run-operations.ts";
import type {
  CloseEnd,
  CloseInvoke,
  SubscribeEnd,
  SubscribeInvoke,
} from "../operations/subscription-operations.ts";
import { type HistoryDraft, misrecorded } from "./history-draft.ts";

/** Adds a subscribe call to the draft, or how it settled. */
export function indexSubscribe(
  draft: HistoryDraft,
  operation: SubscribeInvoke | SubscribeEnd,
): void {
  if (operation.type === "invoke") addSubscription(draft, operation);
  else endSubscribe(draft, operation);
}

/** Adds a close call to the draft, or how it settled. The times of the first call count. */
export function indexClose(draft: HistoryDraft, operation: CloseInvoke | CloseEnd): void {
  const record = subscriptionIn(draft, operation.subscription);
  if (!record) throw misrecorded(operation, "closes a subscription that was never requested");
  if (operation.type === "invoke") record.closeInvokedMs ??= operation.timeMs;
  else if (operation.type === "ok") record.closedMs ??= operation.timeMs;
  else record.closeGaveUpAfterMs ??= operation.gaveUpAfterMs;
}

function addSubscription(draft: HistoryDraft, invoke: SubscribeInvoke): void {
  const { subscription, process, topic, group, consumer, from, timeMs, index } = invoke;
  const { rescue = false } = invoke;
  if (subscriptionIn(draft, subscription)) {
    throw misrecorded(invoke, "reuses a subscription's number");
  }
  const record = {
    subscription,
    process,
    topic,
    group,
    consumer,
    from,
    invokedMs: timeMs,
    invokeIndex: index,
    readyMs: undefined,
    heardMs: undefined,
    subscribeGaveUpAfterMs: undefined,
    closeInvokedMs: undefined,
    closedMs: undefined,
    closeGaveUpAfterMs: undefined,
  };
  if (!rescue) {
    draft.subscriptions.set(subscription, record);
    return;
  }
  draft.rescues.set(subscription, { subscription: record, deliveries: [] });
  draft.rescueRoles.add(process);
}

function subscriptionIn({ subscriptions, rescues }: HistoryDraft, number: number) {
  return subscriptions.get(number) ?? rescues.get(number)?.subscription;
}

function endSubscribe(draft: HistoryDraft, end: SubscribeEnd): void {
  const record = subscriptionIn(draft, end.subscription);
  if (!record) throw misrecorded(end, "ends a subscribe call that was never made");
  if (end.type === "ok") record.readyMs = end.timeMs;
  record.subscribeGaveUpAfterMs = end.gaveUpAfterMs;
}

/** Notes that a group handled its first canary, for each of its subscriptions that is open. */
export function indexReady({ subscriptions }: HistoryDraft, { topic, group, timeMs }: Ready): void {
  for (const each of subscriptions.values()) {
    const isOpen = each.readyMs !== undefined && each.closeInvokedMs === undefined;
    if (isOpen && each.topic === topic && each.group === group) each.heardMs ??= timeMs;
  }
}
