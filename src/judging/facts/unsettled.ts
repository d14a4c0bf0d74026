import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { oncePerHistory } from "./once-per-history.ts";

/**
 * Returns the publish calls that were made before the end of the drain and had not settled by then. A
 * call that settles later counts too: the harness closes all connections then, which ends what a dead
 * connection held. Without a drain it cannot be told which calls would have settled.
 *
 *      1.0 s  the connection of publisher-0 dies without a word; publisher-0/5 is published
 *     62.0 s  the drain ends
 *     62.1 s  the harness closes the connections, and the call is acknowledged over a new one
 *     → publisher-0/5 is unsettled, and its publish is in doubt
 */
export const unsettledOf = oncePerHistory(({ messages, drain }) => {
  if (!drain) return [];
  return [...messages.values()].filter(
    ({ settledMs, invokedMs }) => settledMs === undefined && invokedMs < drain.timeMs,
  );
});

/**
 * Returns the time until which an event shows that a message existed. For an unsettled publish this is
 * the end of the drain, because later the harness itself may have got it through.
 */
export function evidenceEndsMs(
  { settledMs, invokedMs }: MessageRecord,
  { drain }: IndexedHistory,
): number {
  const isOpen = drain !== undefined && settledMs === undefined && invokedMs < drain.timeMs;
  return isOpen ? drain.timeMs : Infinity;
}
