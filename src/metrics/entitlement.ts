import type {
  IndexedHistory,
  MessageRecord,
  SubscriptionRecord,
} from "../history/indexed-history.ts";
import type { Group } from "./groups.ts";

/** A message may be on its way when a fault strikes or a subscription closes. */
export const inFlightGuardMs = 250;

/**
 * Whether a group must get a message once it is known to exist. Messages published while the first
 * subscribe call was still running are neither owed nor forbidden.
 */
export function entitlementOf(
  group: Group,
  { header, drain }: IndexedHistory,
): (message: MessageRecord) => boolean {
  const { guarantees } = header;
  if (guarantees.delivery === "at-most-once") {
    return (message) => group.subscriptions.some((each) => heldThroughout(each, message));
  }
  const replays =
    guarantees.replaysFromStart && group.subscriptions.some(({ from }) => from === "start");
  const wasReady = group.readyMs !== Infinity;
  const fromMs = replays && wasReady ? -Infinity : group.readyMs;
  // What came after the drain was sent to find zombies; nobody was left to handle it.
  const untilMs = drain?.timeMs ?? Infinity;
  return ({ invokedMs, settledMs = Infinity }) =>
    invokedMs > fromMs && invokedMs < untilMs && settledMs <= group.leftMs;
}

/** Without a log behind it, only a subscription that stood all the while is owed anything. */
function heldThroughout(
  { readyMs = Infinity, closeInvokedMs = Infinity }: SubscriptionRecord,
  { invokedMs, settledMs = Infinity }: MessageRecord,
): boolean {
  return invokedMs > readyMs && settledMs < closeInvokedMs - inFlightGuardMs;
}
