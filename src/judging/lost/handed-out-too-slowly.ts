import { keepsMessages } from "../../history/delivery-claims.ts";
import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { Group } from "../facts/groups.ts";
import { harnessDelayBetween, starvedMs } from "../facts/harness-delay.ts";
import { hadStatedTime } from "./stranded.ts";

/** A group that got fewer messages in its busiest second has not shown how fast it can be. */
const busySecond = 100;
/** A group that works off a backlog is not ten times as slow as it was in its busiest second. */
const slowFactor = 10;
/** With handlers that run for longer than a tenth of the time, the handlers may be slow and not the bus. */
const handlerShare = 0.1;
const secondMs = 1000;

/**
 * Returns a function that says whether a group let a message lie, after a drain that came to its limit. In the last
 * stretch of the drain, which is as long as the recovery limit, the group had nothing else to do, and got less than
 * a tenth of what it can get.
 *
 *     400 ms  group a has got 900 messages within half a second, and its handlers have failed with 800 of them
 *      60 s   the drain is stopped: ten messages come again in each second, and 200 are still missing
 *     → each of the 200 messages was handed out too slowly
 */
export function createSlownessQuestion(
  group: Group,
  history: IndexedHistory,
): (message: MessageRecord) => boolean {
  const { drain, header } = history;
  if (!keepsMessages(header.guarantees) || group.leftMs !== Infinity) return () => false;
  const untilMs = drain?.timeMs ?? -Infinity;
  const stretch = { fromMs: untilMs - header.recoveryLimitMs, untilMs };
  const wasIdle = wasUndisturbed(stretch, history) && wasSlow(group, stretch);
  return (message) =>
    wasIdle && (message.settledMs ?? Infinity) < stretch.fromMs && hadStatedTime(message, history);
}

interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Returns whether the drain was going on throughout the stretch, without a fault, and with a harness that had its share of CPU. */
function wasUndisturbed({ fromMs }: Stretch, history: IndexedHistory): boolean {
  const { phases, faults } = history;
  const drainedSinceMs = phases.findLast(({ phase }) => phase === "drain")?.startMs ?? -Infinity;
  if (drainedSinceMs > fromMs) return false;
  if (faults.some(({ healedMs = Infinity }) => healedMs > fromMs)) return false;
  return harnessDelayBetween(history, fromMs) <= starvedMs;
}

function wasSlow(group: Group, { fromMs, untilMs }: Stretch): boolean {
  const deliveries = [...group.firstDeliveries.keys()]
    .flatMap(group.deliveriesOf)
    .filter(({ start }) => start.timeMs <= untilMs);
  const isInStretch = (timeMs: number): boolean => timeMs > fromMs && timeMs <= untilMs;
  const hasFailed = deliveries.some(
    ({ outcome, endMs = Infinity }) => outcome === "failed" && isInStretch(endMs),
  );
  if (hasFailed) return false;
  const lengthMs = untilMs - fromMs;
  const handlersMs = deliveries.reduce(
    (sum, { start, endMs = Infinity }) =>
      sum + Math.max(0, Math.min(endMs, untilMs) - Math.max(start.timeMs, fromMs)),
    0,
  );
  if (handlersMs > handlerShare * lengthMs) return false;
  const startsMs = deliveries.map(({ start }) => start.timeMs);
  const busiest = busiestSecondOf(startsMs.toSorted((left, right) => left - right));
  const got = startsMs.filter(isInStretch).length;
  return busiest >= busySecond && got * slowFactor * secondMs < busiest * lengthMs;
}

/** Returns the most deliveries that began within one second. */
function busiestSecondOf(startsMs: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [at, timeMs] of startsMs.entries()) {
    while ((startsMs[first] ?? timeMs) <= timeMs - secondMs) first++;
    most = Math.max(most, at - first + 1);
  }
  return most;
}
