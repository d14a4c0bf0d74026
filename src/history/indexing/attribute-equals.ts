import type { DeliveryRecord, MessageRecord } from "../indexed-history.ts";
import type { MessageKey } from "../operations/operation-base.ts";
import type { HistoryDraft, Writable } from "./history-draft.ts";

type Delivery = Writable<DeliveryRecord>;

/** The deliveries of one payload to one group until now, by message, and the message of the latest. */
interface Attributed {
  readonly byMessage: Map<MessageRecord, Delivery[]>;
  latest: MessageRecord | undefined;
}

/**
 * Says for each delivery of a payload that several messages have which of these messages it counts for. Nothing tells
 * such messages apart, so each group must handle the payload as often as it was published, in any order. A delivery
 * counts for the first of them that its group has not got: acknowledged messages come first, then those in doubt, then
 * rejected ones. A message whose handler failed or never ended can come again. If the group has got all of them, the
 * delivery is a second one of the message before.
 *
 *      10 ms  publisher-0/8 and publisher-0/9 are published with one payload and acknowledged
 *      12 ms  group a handles the payload
 *     → publisher-0/8 is handled, and publisher-0/9 is missing; a second delivery would be publisher-0/9, a third a duplicate
 */
export function attributeEquals(draft: HistoryDraft): void {
  if (draft.equals.size === 0) return;
  for (const [first, others] of draft.equals) {
    for (const key of [first, ...others]) {
      const message = draft.messages.get(key);
      if (message) message.sharesPayload = true;
    }
  }
  const fresh = [...draft.rescues.values()].flatMap(({ deliveries }) => deliveries);
  const attributed = new Map<string, Attributed>();
  for (const delivery of [...draft.deliveries, ...fresh]) {
    const { message, subscription } = delivery;
    const { topic, group } = subscription;
    const equals = message && draft.equals.get(message.key);
    if (!equals || message.topic !== topic) continue;
    const name = JSON.stringify([topic, group, message.key]);
    const known = attributed.get(name) ?? { byMessage: new Map(), latest: undefined };
    attributed.set(name, known);
    count(delivery, candidatesOf([message.key, ...equals], draft), known);
  }
}

const orderOfOutcomes = ["acknowledged", "in-doubt", "rejected"] as const;

function candidatesOf(
  keys: readonly MessageKey[],
  { messages }: HistoryDraft,
): readonly MessageRecord[] {
  const found = keys.flatMap((key) => messages.get(key) ?? []);
  return orderOfOutcomes.flatMap((outcome) => found.filter((each) => each.outcome === outcome));
}

function count(delivery: Delivery, candidates: readonly MessageRecord[], known: Attributed): void {
  const { start } = delivery;
  const published = candidates.filter(({ invokeIndex }) => invokeIndex < start.index);
  const gotBy = (message: MessageRecord): readonly Delivery[] => known.byMessage.get(message) ?? [];
  const hasFailed = ({ outcome, endMs = Infinity }: Delivery): boolean =>
    outcome === "failed" && endMs <= start.timeMs;
  const message =
    published.find((each) => gotBy(each).every(hasFailed)) ??
    published.find((each) =>
      gotBy(each).every((other) => other.outcome === "unfinished" || hasFailed(other)),
    ) ??
    known.latest;
  if (!message) return;
  known.byMessage.set(message, [...gotBy(message), delivery]);
  known.latest = message;
  delivery.message = message;
  delivery.start = { ...start, message: message.key };
}
