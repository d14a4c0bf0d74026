import type {
  DeliveryRecord,
  IndexedHistory,
  MessageRecord,
  SubscriptionRecord,
} from "../../history/indexed-history.ts";
import { factsOf } from "../facts/facts.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { createFirstAttemptCheck } from "./first-attempts.ts";

/** A message that one subscription got after a later message of the same publisher. */
export interface Reordering {
  readonly delivery: DeliveryRecord;
  readonly message: MessageRecord;
  /** The later message, which the subscription got before. */
  readonly after: MessageRecord;
}

/** The latest message of each publisher that a subscription got so far. */
type LatestByPublisher = Map<string, MessageRecord>;

/** Computed once for a history. */
export const reorderingsOf = oncePerHistory(findReorderings);

/**
 * Compares first deliveries with the order of the publish calls, for each publisher and subscription.
 * Leaves out messages that may come at any time: messages whose publish was in doubt, and deliveries which
 * the bus calls a further attempt, unless the commands show that it was the first attempt.
 *
 *      10 ms  publisher-0 publishes publisher-0/0, and at 11 ms publisher-0/1
 *      15 ms  group a gets publisher-0/1, and at 16 ms publisher-0/0
 *     → publisher-0/0 came after publisher-0/1
 */
function findReorderings(history: IndexedHistory): readonly Reordering[] {
  const { groups } = factsOf(history);
  const found: Reordering[] = [];
  const isFirstAttempt = createFirstAttemptCheck(history);
  for (const group of groups) {
    const latestOf = new Map<SubscriptionRecord, LatestByPublisher>();
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
