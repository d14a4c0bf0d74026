import { keepsMessages } from "../../history/delivery-claims.ts";
import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { isUnseen, type Place } from "../commands/places.ts";
import type { Group } from "../facts/groups.ts";

/** Why the drain cannot tell whether a message is lost. */
export type UndecidedRule =
  | "late/no-drain"
  | "late/drain-still-progressing"
  | "late/published-too-late-for-the-drain"
  | "late/may-still-be-queued";

/**
 * Returns a function that says why the drain cannot decide about a message that did not arrive; `undefined` if
 * it can. A message is lost only if the bus had all the time it needed for it.
 *
 *      20 ms  publisher-0/1 is acknowledged, and no handler gets it
 *      30 s   the drain is stopped: other messages were still being handled
 *     → late/drain-still-progressing, unknown: publisher-0/1 might have been next
 */
export function createDrainQuestion(
  group: Group,
  history: IndexedHistory,
): (message: MessageRecord, place: Place) => UndecidedRule | undefined {
  const { drain } = history;
  if (!drain) return () => "late/no-drain";
  if (drain.outcome === "progressing") return () => "late/drain-still-progressing";
  let isAtWork: boolean | undefined;
  return ({ outcome, settledMs = -Infinity, settledTooLateMs = settledMs }, place) => {
    if (settledTooLateMs > drain.timeMs) return "late/published-too-late-for-the-drain";
    // If no auditor can look, the drain cannot tell whether a message in doubt is still queued.
    if (outcome !== "in-doubt" || !isUnseen(place)) return undefined;
    isAtWork ??= wasAtWork(group, drain.timeMs);
    return isAtWork ? "late/may-still-be-queued" : undefined;
  };
}

/**
 * A drain is complete once a group without a stream has handled nothing for 60 ms (3 samples of 20 ms). If it
 * handled something in the last 50 ms of the drain, its backlog may not have been empty.
 */
const quietMs = 50;

/** Whether the group still handled messages when the drain ended. Messages published after it do not count. */
function wasAtWork({ firstDeliveries, repeated }: Group, drainedMs: number): boolean {
  const deliveries = [...firstDeliveries.values(), ...[...repeated.values()].flat()];
  return deliveries.some(
    ({ message, start, endMs: handledMs = start.timeMs }) =>
      handledMs > drainedMs - quietMs && message !== undefined && message.invokedMs < drainedMs,
  );
}

interface MissingMessage {
  readonly message: MessageRecord;
  readonly group: Group;
  readonly place: Place;
}

/**
 * Returns whether a missing message simply waits to be read, so that nothing is wrong. Two cases:
 * - All subscribers of the group have left. Its messages wait for the next one, unless its position passed them.
 * - The publish was in doubt and the command reached Redis after the drain was complete. The entry is there.
 *
 * A bus that is not at-least-once keeps nothing, so nothing waits there.
 */
export function waitsToBeRead(
  { message, group, place }: MissingMessage,
  { header, drain }: IndexedHistory,
): boolean {
  if (!keepsMessages(header.guarantees)) return false;
  if (group.leftMs !== Infinity && place !== "past the group's position") return true;
  const isReadable = place === "unread" || place === "stuck pending";
  return message.outcome === "in-doubt" && drain?.outcome === "complete" && isReadable;
}
