import type { IndexedHistory } from "../../history/indexed-history.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";

/**
 * Returns how many acknowledged messages a group had not handled when the first of its subscriptions began to close,
 * for the group with the most of them. A close at the end of the run does not count.
 *
 *      10 ms  publisher-0/0 is acknowledged; its handler runs from 12 ms to 40 ms
 *      30 ms  the subscription begins to close
 *     → 1
 */
export function unhandledAtCloseOf(history: IndexedHistory): number {
  const drainedMs = history.drain?.timeMs ?? Infinity;
  const counts = factsOf(history).groups.map((group) => {
    const closes = group.subscriptions.map(({ closeInvokedMs = Infinity }) => closeInvokedMs);
    const closeMs = Math.min(...closes);
    return closeMs < drainedMs ? countUnhandled(history, group, closeMs) : 0;
  });
  return Math.max(0, ...counts);
}

function countUnhandled({ messages }: IndexedHistory, group: Group, atMs: number): number {
  const isHandled = (message: string): boolean =>
    group
      .deliveriesOf(message)
      .some(({ outcome, endMs = Infinity }) => outcome === "handled" && endMs < atMs);
  const left = [...messages.values()].filter(
    ({ key, topic, settledMs = Infinity, outcome }) =>
      topic === group.topic && outcome === "acknowledged" && settledMs < atMs && !isHandled(key),
  );
  return left.length;
}
