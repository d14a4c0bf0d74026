import type {
  DeliveryRecord,
  IndexedHistory,
  MessageRecord,
} from "../../history/indexed-history.ts";
import { factsOf } from "../facts/facts.ts";
import { attemptsOf } from "../facts/given-up-messages.ts";
import type { Group } from "../facts/groups.ts";
import { harnessDelayBetween } from "../facts/harness-delay.ts";

/** A message that came again after its handler had failed. */
export interface Retry {
  readonly group: Group;
  readonly message: MessageRecord;
  readonly failed: DeliveryRecord;
  readonly again: DeliveryRecord;
  readonly pauseMs: number;
}

/** Returns each second call after a failed one, in order. */
function retriesOf(history: IndexedHistory): readonly Retry[] {
  return factsOf(history).groups.flatMap((group) =>
    [...group.repeated.values()].flatMap((deliveries) =>
      deliveries.flatMap((again, at): Retry[] => {
        const failed = deliveries[at - 1];
        if (failed?.outcome !== "failed" || failed.endMs === undefined || !again.message) return [];
        const pauseMs = again.start.timeMs - failed.endMs;
        return pauseMs < 0 ? [] : [{ group, message: again.message, failed, again, pauseMs }];
      }),
    ),
  );
}

/** A shorter pause is a turn of the event loop and a round trip to Redis, which a bus needs in any case. */
const shortestPauseMs = 5;
/** With a random pause, three may be short by chance. Four are hardly ever. */
const fewestRetries = 4;

/**
 * Returns all retries if none came after a pause: four or more, and each within 5 ms.
 *
 *     100 ms  the handler throws over publisher-0/7, which comes again at 101, 102, 103 and 104 ms
 *     → four retries without a pause
 */
export function hastyRetriesOf(history: IndexedHistory): readonly Retry[] {
  const retries = retriesOf(history);
  const isHasty = retries.every(({ pauseMs }) => pauseMs < shortestPauseMs);
  return isHasty && retries.length >= fewestRetries ? retries : [];
}

/** A message that a group tried more often than the bus claims. */
export interface EndlessRetry {
  readonly group: Group;
  readonly message: MessageRecord;
  readonly attempts: number;
}

/**
 * Returns the messages that a handler never got done, and that it was called with more often than the bus claims. A fault
 * or the end of a process may cost the bus its count, so each allows one attempt more.
 */
export function endlessRetriesOf(history: IndexedHistory): readonly EndlessRetry[] {
  const { header, faults, processEnds, messages } = history;
  const limit = header.guarantees.retries.maxAttempts + faults.length + processEnds.length;
  return factsOf(history).groups.flatMap((group) =>
    [...group.repeated].flatMap(([key, deliveries]) => {
      const message = messages.get(key);
      const attempts = attemptsOf(group, key);
      const isDone = deliveries.some(({ outcome }) => outcome === "handled");
      return message && !isDone && attempts > limit ? [{ group, message, attempts }] : [];
    }),
  );
}

/** A pause of this length is long enough for other messages, as the handler needs less than a millisecond for each. */
const longPauseMs = 50;
/** As many messages must have been there to be handled in the pause. */
const fewestWaiting = 5;
/** The pauses of one or two retries may be empty by chance, such as between two looks of a bus that polls. */
const fewestPauses = 3;
/** A bus needs some turns of the event loop for a message. */
const delayFactor = 5;

/**
 * Returns the retries during whose pause a group handled nothing, if that is so of each long pause under load.
 *
 *     100 ms  the handler throws over publisher-0/7; until 250 ms the publisher sends 30 messages
 *     250 ms  the handler gets publisher-0/7 again, and after it all others; two more messages fail in this way
 *     → three retries during which the others waited
 */
export function blockingRetriesOf(history: IndexedHistory): readonly Retry[] {
  const long = retriesOf(history).filter((retry) => isLongUnderLoad(retry, history));
  const isBlocking = long.every((retry) => handledIn(retry) === 0);
  return isBlocking && long.length >= fewestPauses ? long : [];
}

function isLongUnderLoad(retry: Retry, history: IndexedHistory): boolean {
  const { pauseMs, failed, again, message } = retry;
  const fromMs = failed.endMs ?? Infinity;
  const untilMs = again.start.timeMs;
  // The harness takes a sample now and then, so a later one may tell about this pause.
  const delayMs = harnessDelayBetween(history, fromMs);
  if (pauseMs < Math.max(longPauseMs, delayFactor * delayMs)) return false;
  const waiting = [...history.messages.values()].filter(
    ({ topic, outcome, settledMs = Infinity }) =>
      topic === message.topic &&
      outcome === "acknowledged" &&
      settledMs > fromMs &&
      settledMs < untilMs - pauseMs / 2,
  );
  return waiting.length >= fewestWaiting;
}

/** Counts the messages that the group began to handle during the pause. */
function handledIn({ group, failed, again }: Retry): number {
  const fromMs = failed.endMs ?? Infinity;
  return [...group.firstDeliveries.values()].filter(
    ({ start }) => start.timeMs > fromMs && start.timeMs < again.start.timeMs,
  ).length;
}
