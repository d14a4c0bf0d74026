import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { WireCommand, WireEnd } from "../../history/operations/wire-operations.ts";
import { eventLoopDelayValue, harnessSample } from "../../history/sample-names.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";

/**
 * A reset throws away the bytes that the client's process has not read yet. A client reads within a few milliseconds,
 * so 50 ms leave room for a busy machine; the harness's own delay around the reset is added, because a bus may run in
 * its process. The client has surely read a reply that was passed on earlier than that.
 */
const readWithinMs = 50;

/** For each reply that the client may not have read: how long after it the link reset the connection. */
export type UnreadReplies = ReadonlyMap<WireCommand, number>;

/** Computed once for a history. */
export const unreadRepliesOf = oncePerHistory(findUnreadReplies);

/**
 * Finds the replies that the link passed on shortly before it reset their connection.
 *
 *    1370.8 ms  the link passes on the reply to XADD #182 on connection 0 of publisher-0
 *    1373.5 ms  the link resets connection 0 of publisher-0
 *     → XADD #182, 2.7 ms before the reset
 */
function findUnreadReplies({ wire, resets, samples }: IndexedHistory): UnreadReplies {
  const unread = new Map<WireCommand, number>();
  if (resets.length === 0) return unread;
  const delays = samples.filter(({ sample }) => sample === harnessSample);
  const windows = new Map(
    resets.map((reset) => [
      nameOf(reset),
      { atMs: reset.timeMs, lengthMs: readWithinMs + delayAround(reset) },
    ]),
  );
  for (const command of wire) {
    const window = windows.get(nameOf(command));
    if (!window || command.repliedMs === undefined) continue;
    const aheadMs = window.atMs - command.repliedMs;
    if (aheadMs <= window.lengthMs) unread.set(command, Math.max(0, aheadMs));
  }
  return unread;

  /** A sample covers the time since the one before it, so two of them cover the time around the reset. */
  function delayAround({ timeMs }: WireEnd): number {
    const after = delays.findIndex((each) => each.timeMs >= timeMs);
    const around = after < 0 ? delays.slice(-1) : delays.slice(Math.max(0, after - 1), after + 1);
    return Math.max(0, ...around.map(({ values }) => values[eventLoopDelayValue] ?? 0));
  }
}

function nameOf({ process, connection }: WireCommand | WireEnd): string {
  return `${process} ${connection}`;
}
