import type {
  DeliveryRecord,
  MessageRecord,
  SubscriptionRecord,
} from "../history/indexed-history.ts";
import type { Group } from "./groups.ts";

/** A message that one subscription got after a later one of the same publisher. */
export interface Reordering {
  readonly delivery: DeliveryRecord;
  readonly message: MessageRecord;
  /** The later one that came before it. */
  readonly after: MessageRecord;
}

/** The latest message so far of each publisher. */
type Latest = Map<string, MessageRecord>;

/**
 * Compares first deliveries with the order of the publish calls, for each publisher and subscription.
 * Left out is what may come at any time: redeliveries, and messages whose publish was in doubt.
 */
export function findReorderings(groups: readonly Group[]): readonly Reordering[] {
  const found: Reordering[] = [];
  for (const group of groups) {
    const latestOf = new Map<SubscriptionRecord, Latest>();
    for (const subscription of group.subscriptions) latestOf.set(subscription, new Map());
    for (const delivery of group.firstDeliveries.values()) {
      const latest = latestOf.get(delivery.subscription);
      const reordering = latest && step(latest, delivery);
      if (reordering) found.push(reordering);
    }
  }
  return found;
}

function step(latest: Latest, delivery: DeliveryRecord): Reordering | undefined {
  const { message, start } = delivery;
  if (message?.outcome !== "acknowledged" || start.attempt > 1) return undefined;
  const after = latest.get(message.publisher);
  if (after && after.sequence > message.sequence) return { delivery, message, after };
  latest.set(message.publisher, message);
  return undefined;
}
