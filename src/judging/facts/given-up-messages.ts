import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { DeadLetter } from "../../history/operations/dead-letters.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { cannotSucceed, type Group } from "./groups.ts";
import { oncePerHistory } from "./once-per-history.ts";

/**
 * Returns the dead letters of each message, by topic. A topic is missing if the bus claims no dead letters, and if the
 * auditor could not read all of them.
 */
export const deadLettersOf = oncePerHistory(
  (history): ReadonlyMap<string, ReadonlyMap<MessageKey, readonly DeadLetter[]>> => {
    if (!history.header.guarantees.deadLetters) return new Map();
    const topics = [...Map.groupBy(history.deadLetters, ({ topic }) => topic)];
    const sound = topics.filter(([, pages]) =>
      pages.every(({ type, error }) => type === "ok" && error === undefined),
    );
    return new Map(
      sound.map(([topic, pages]) => {
        const found = pages.flatMap(({ letters = [] }) =>
          letters.flatMap((letter) => letter.messages.map((message) => ({ message, letter }))),
        );
        const byMessage = Map.groupBy(found, ({ message }) => message);
        const letters = [...byMessage].map(
          ([message, all]) => [message, all.map(({ letter }) => letter)] as const,
        );
        return [topic, new Map(letters)];
      }),
    );
  },
);

/**
 * Returns how often a group tried a message: calls of its handler that began before a fresh subscriber joined. A call
 * that never returned counts, because the process of the handler may have ended.
 */
export function attemptsOf({ deliveriesOf, rescue }: Group, message: MessageKey): number {
  const untilMs = rescue?.sinceMs ?? Infinity;
  return deliveriesOf(message).filter(({ start }) => start.timeMs < untilMs).length;
}

/**
 * Returns whether a bus may give a message up: its handler succeeds at no time, or it is a dead letter rightly. If the
 * auditor could not read the dead letters, it may be one.
 */
export function mayBeGivenUp(group: Group, message: MessageKey, history: IndexedHistory): boolean {
  if (cannotSucceed(group, message) || isRightlyDead(group, message, history)) return true;
  return areDeadLettersUnread(group, history) && hasFailedAsClaimed(group, message, history);
}

/** Returns whether the bus claims dead letters and the auditor could not read all those of the topic of a group. */
export function areDeadLettersUnread({ topic }: Group, history: IndexedHistory): boolean {
  return history.header.guarantees.deadLetters && !deadLettersOf(history).has(topic);
}

/**
 * Returns whether a message is a dead letter rightly: its handler failed as often as the bus claims to try it, and
 * succeeded at no time. Such a message is accounted for, so it is not lost.
 */
export function isRightlyDead(group: Group, message: MessageKey, history: IndexedHistory): boolean {
  const letters = deadLettersOf(history).get(group.topic)?.get(message);
  return letters !== undefined && hasFailedAsClaimed(group, message, history);
}

/** Returns whether the group tried a message as often as the bus claims, and succeeded at no time. */
function hasFailedAsClaimed(group: Group, message: MessageKey, history: IndexedHistory): boolean {
  if (group.deliveriesOf(message).some(({ outcome }) => outcome === "handled")) return false;
  return attemptsOf(group, message) >= history.header.guarantees.retries.maxAttempts;
}
