import { keepsMessages } from "../../history/delivery-claims.ts";
import type { HistoryHeader } from "../../history/history-header.ts";
import type {
  IndexedHistory,
  MessageRecord,
  SubscriptionRecord,
} from "../../history/indexed-history.ts";
import { inForceMs, type Group } from "./groups.ts";
import { removedMessagesOf } from "./removed-messages.ts";
import { sentMs } from "./sent-messages.ts";

/**
 * A message may be on its way for this long when a fault strikes or a subscription closes. Redis and the client answer
 * within a few milliseconds, so 250 ms leaves room for a busy machine. Beyond it, the message counts as settled before.
 */
export const inFlightGuardMs = 250;

/** Whether a group must get a message that exists (`owed`), or the reason why not. */
export type Entitlement =
  | "owed"
  | "taken out of Redis by a fault"
  | "published before the group was ready"
  | "published after the drain"
  | "settled after the group was left"
  | "no subscription stood throughout";

/**
 * Returns a function that says whether a group must get a message that exists. It need not get a message that was
 * published while its first subscribe call was still running, but it may.
 *
 *      10 ms  group a calls subscribe; publisher-0/0 is published
 *      30 ms  the subscribe call resolves; publisher-0/1 is published
 *     → only publisher-0/1 is owed to group a
 *
 * If the harness sent canaries before the load until the group handled one, what was published before that is not owed
 * either, because the subscription may have come into force only meanwhile. Startup-race sends none.
 *
 *      30 ms  the subscribe call of group a resolves; the harness publishes the canary publisher-0/0
 *      80 ms  it publishes the canary publisher-0/1, which group a handles at 82 ms; the load begins
 *     → only what is published after 82 ms is owed to group a
 */
export function entitlementOf(
  group: Group,
  history: IndexedHistory,
): (message: MessageRecord) => boolean {
  const decide = entitlementReasonOf(group, history);
  return (message) => decide(message) === "owed";
}

/** Returns the same with the reason, for `explain`. */
export function entitlementReasonOf(
  group: Group,
  history: IndexedHistory,
): (message: MessageRecord) => Entitlement {
  const { header, drain } = history;
  const { guarantees } = header;
  if (!keepsMessages(guarantees)) {
    return (message) =>
      group.subscriptions.some((each) => heldThroughout(each, message, history))
        ? "owed"
        : "no subscription stood throughout";
  }
  const fromMs = readsFromStart(group, header) ? -Infinity : group.readyMs;
  // The harness publishes after the drain to find zombies: no subscriber is left to handle these messages.
  const untilMs = drain?.timeMs ?? Infinity;
  const removed = removedMessagesOf(history);
  return ({ key, invokedMs, settledMs = Infinity }) => {
    if (removed.has(key)) return "taken out of Redis by a fault";
    if (invokedMs <= fromMs) return "published before the group was ready";
    if (invokedMs >= untilMs) return "published after the drain";
    return settledMs <= group.leftMs ? "owed" : "settled after the group was left";
  };
}

/** Returns whether messages from before its first subscription are owed to the group too. */
export function readsFromStart(group: Group, { guarantees }: HistoryHeader): boolean {
  const wasReady = group.readyMs !== Infinity;
  const asked = group.subscriptions.some(({ from }) => from === "start");
  return guarantees.replaysFromStart && asked && wasReady;
}

/** A bus that does not keep messages stores nothing, so it owes a message only to a subscription that stood all the time. */
function heldThroughout(
  subscription: SubscriptionRecord,
  message: MessageRecord,
  history: IndexedHistory,
): boolean {
  const { closeInvokedMs = Infinity } = subscription;
  const { invokedMs } = message;
  const overMs = sentMs(message, history) ?? Infinity;
  return invokedMs > inForceMs(subscription) && overMs < closeInvokedMs - inFlightGuardMs;
}
