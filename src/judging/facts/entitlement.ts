import type { HistoryHeader } from "../../history/history-header.ts";
import type {
  IndexedHistory,
  MessageRecord,
  SubscriptionRecord,
} from "../../history/indexed-history.ts";
import type { Group } from "./groups.ts";

/** A message may be on its way when a fault strikes or a subscription closes. */
export const inFlightGuardMs = 250;

/** Whether a group must get a message once it is known to exist, and if not, why. */
export type Entitlement =
  | "owed"
  | "published before the group was ready"
  | "published after the drain"
  | "settled after the group was left"
  | "no subscription stood throughout";

/**
 * Whether a group must get a message once it is known to exist. Messages published while the first
 * subscribe call was still running are neither owed nor forbidden.
 */
export function entitlementOf(
  group: Group,
  history: IndexedHistory,
): (message: MessageRecord) => boolean {
  const decide = entitlementReasonOf(group, history);
  return (message) => decide(message) === "owed";
}

export function entitlementReasonOf(
  group: Group,
  { header, drain }: IndexedHistory,
): (message: MessageRecord) => Entitlement {
  const { guarantees } = header;
  if (guarantees.delivery === "at-most-once") {
    return (message) =>
      group.subscriptions.some((each) => heldThroughout(each, message))
        ? "owed"
        : "no subscription stood throughout";
  }
  const fromMs = readsFromStart(group, header) ? -Infinity : group.readyMs;
  // What came after the drain was sent to find zombies; nobody was left to handle it.
  const untilMs = drain?.timeMs ?? Infinity;
  return ({ invokedMs, settledMs = Infinity }) => {
    if (invokedMs <= fromMs) return "published before the group was ready";
    if (invokedMs >= untilMs) return "published after the drain";
    return settledMs <= group.leftMs ? "owed" : "settled after the group was left";
  };
}

/** Whether what was published before its first subscription is owed to the group too. */
export function readsFromStart(group: Group, { guarantees }: HistoryHeader): boolean {
  const wasReady = group.readyMs !== Infinity;
  const asked = group.subscriptions.some(({ from }) => from === "start");
  return guarantees.replaysFromStart && asked && wasReady;
}

/** Without a log behind it, only a subscription that stood all the while is owed anything. */
function heldThroughout(
  { readyMs = Infinity, closeInvokedMs = Infinity }: SubscriptionRecord,
  { invokedMs, settledMs = Infinity }: MessageRecord,
): boolean {
  return invokedMs > readyMs && settledMs < closeInvokedMs - inFlightGuardMs;
}
