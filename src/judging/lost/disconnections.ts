import type {
  DeliveryRecord,
  FaultRecord,
  IndexedHistory,
  MessageRecord,
} from "../../history/indexed-history.ts";
import { inFlightGuardMs } from "../facts/entitlement.ts";
import { touches, type FaultWindow } from "../facts/fault-windows.ts";
import type { Group } from "../facts/groups.ts";
import { sentMs } from "../facts/sent-messages.ts";
import { connectedAgainMs, connectedAllowanceMs } from "./connected-again.ts";

/**
 * Returns when a group may miss messages without breaking an at-most-once promise: from 250 ms before a fault on its
 * own path until it gets a message that was published since the heal, or until 1 s after its bus said `connected`, at
 * most until the recovery limit after the heal.
 *
 *     1.0 s  the path of group a is cut
 *     1.1 s  publisher-0/1 is acknowledged, and group a does not get it
 *     2.0 s  the path is healed
 *     2.5 s  group a gets publisher-0/2
 *     → lost/while-disconnected, pass
 */
export function disconnectionsOf(group: Group, history: IndexedHistory): readonly FaultWindow[] {
  return windowsOf(history, {
    roles: group.processes,
    deliveries: [...group.firstDeliveries.values()],
  });
}

/**
 * Returns when a publisher may lose messages of a group, if the bus claims best effort or confirms no publish: from
 * 250 ms before a fault on the path of the publisher until the group gets a message that this publisher published
 * since the heal, or until 1 s after its bus said `connected`, at most until the recovery limit after the heal.
 *
 *     1.0 s  the path of publisher-0 is cut
 *     1.1 s  publish of publisher-0/1 resolves, and group a does not get it
 *     2.0 s  the path is healed
 *     2.5 s  group a gets publisher-0/2
 *     → lost/while-publisher-disconnected, pass
 */
export function publisherOutagesOf(
  publisher: string,
  group: Group,
  history: IndexedHistory,
): readonly FaultWindow[] {
  const all = [...group.firstDeliveries.values()];
  const deliveries = all.filter(({ message }) => message?.publisher === publisher);
  return windowsOf(history, { roles: new Set([publisher]), deliveries });
}

interface Disconnected {
  readonly roles: ReadonlySet<string>;
  /** The first deliveries that show that the roles are connected again. */
  readonly deliveries: readonly DeliveryRecord[];
}

function windowsOf(history: IndexedHistory, disconnected: Disconnected): readonly FaultWindow[] {
  return history.faults
    .filter((fault) => touches(fault, disconnected.roles))
    .map((fault) => ({
      fault,
      fromMs: fault.injectCallMs - inFlightGuardMs,
      toMs: endOfDisconnection(disconnected, fault, history),
    }));
}

function endOfDisconnection(
  { roles, deliveries }: Disconnected,
  fault: FaultRecord,
  history: IndexedHistory,
): number {
  const { healedMs, injectCallMs } = fault;
  if (healedMs === undefined) return Infinity;
  const claimedMs = connectedAgainMs(roles, { injectCallMs, healedMs }, history);
  const limitMs = healedMs + history.header.recoveryLimitMs;
  let endMs = Math.min(limitMs, claimedMs + connectedAllowanceMs);
  for (const { start, message } of deliveries) {
    const publishedSince = message !== undefined && message.invokedMs >= healedMs;
    if (publishedSince && start.timeMs < endMs) endMs = start.timeMs;
  }
  return endMs;
}

/** Returns whether a message was on its way to Redis during one of the disconnections. */
export function fellInside(
  disconnections: readonly FaultWindow[],
  message: MessageRecord,
  history: IndexedHistory,
): boolean {
  const { invokedMs } = message;
  const overMs = sentMs(message, history) ?? invokedMs;
  return disconnections.some(({ fromMs, toMs }) => overMs >= fromMs && invokedMs <= toMs);
}
