import type {
  DeliveryRecord,
  IndexedHistory,
  MessageRecord,
  SubscriptionRecord,
} from "../../history/indexed-history.ts";
import { factsOf } from "../facts/facts.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { createRetryReader } from "./reorderings-wire.ts";

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
 * Left out is what may come at any time: redeliveries, and messages whose publish was in doubt. That a
 * first delivery is a further attempt is believed unless the wire shows that it is none.
 */
export const reorderingsOf = oncePerHistory(findReorderings);

function findReorderings(history: IndexedHistory): readonly Reordering[] {
  const { groups } = factsOf(history);
  const found: Reordering[] = [];
  const isFirstAttempt = createRetryReader(history);
  for (const group of groups) {
    const latestOf = new Map<SubscriptionRecord, Latest>();
    for (const subscription of group.subscriptions) latestOf.set(subscription, new Map());
    for (const delivery of group.firstDeliveries.values()) {
      const { message, start, subscription } = delivery;
      const latest = latestOf.get(subscription);
      if (!latest || message?.outcome !== "acknowledged") continue;
      if (start.attempt > 1 && !isFirstAttempt(group, delivery)) continue;
      const after = latest.get(message.publisher);
      if (after && after.sequence > message.sequence) found.push({ delivery, message, after });
      else latest.set(message.publisher, message);
    }
  }
  return found;
}
