import type { IndexedHistory, MessageRecord } from "../history/indexed-history.ts";
import type { MessageKey } from "../history/operations/operation-base.ts";
import { messagesWithId } from "./message-ids.ts";

/**
 * Returns the messages that a text can mean: a key, a sequence number, or an id. More than one if the
 * text is ambiguous, none if it is unknown.
 */
export function findMessages(history: IndexedHistory, wanted: string): readonly MessageRecord[] {
  const exact = history.messages.get(wanted);
  if (exact) return [exact];
  const bySequence = /^\d+$/u.test(wanted) ? withSequence(history, Number(wanted)) : [];
  if (bySequence.length > 0) return bySequence;
  return [...messagesWithId(history, wanted)].flatMap((key) => history.messages.get(key) ?? []);
}

function withSequence({ messages }: IndexedHistory, wanted: number): readonly MessageRecord[] {
  return [...messages.values()].filter(({ sequence }) => sequence === wanted);
}

/**
 * Returns the existing keys that are nearest to an unknown one, by their number: of the publisher in the
 * key, or of all publishers if the key names no known publisher.
 */
export function nearestKeys(
  { messages }: IndexedHistory,
  wanted: string,
  most = 3,
): readonly MessageKey[] {
  const slash = wanted.lastIndexOf("/");
  const publisher = wanted.slice(0, Math.max(0, slash));
  const sequence = Number(wanted.slice(slash + 1));
  const all = [...messages.values()];
  const named = all.filter((each) => each.publisher === publisher);
  const candidates = named.length > 0 ? named : all;
  const distance = (each: MessageRecord): number =>
    Number.isFinite(sequence) ? Math.abs(each.sequence - sequence) : each.sequence;
  return candidates
    .toSorted((left, right) => distance(left) - distance(right))
    .slice(0, most)
    .map(({ key }) => key);
}
