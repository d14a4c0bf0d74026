import type { MessageKey } from "../../history/operations/operation-base.ts";
import { stabilityMsFor, stabilityProbes } from "../../judging/not-recovered/recovery-limits.ts";

/**
 * Follows the probes of one publisher or group, to see since when all of them have been good. A probe is
 * a message of the load whose intended time is after the last heal. It is good if it completes within
 * the limit after that time.
 */
export interface ProbeTail {
  sent(message: MessageKey, intendedMs: number): void;
  completed(message: MessageKey, timeMs: number): void;
  failed(message: MessageKey): void;
  /** Drops a probe whose publish was not acknowledged: subscribers need not receive it. */
  forgotten(message: MessageKey): void;
  /** Whether the probes since the last bad one show at `nowMs` that the steady state is back. */
  isSteady(nowMs: number): boolean;
}

/** @param limitMs the longest latency of a good probe. */
export function createProbeTail(limitMs: number): ProbeTail {
  /** Intended times of the probes that have not completed, oldest first. */
  const open = new Map<MessageKey, number>();
  let lastBadMs = -Infinity;
  /** Intended times of the good probes since the last bad one. */
  let good: number[] = [];
  let firstGoodMs = Infinity;
  let lastGoodMs = -Infinity;

  function addGood(intendedMs: number): void {
    if (intendedMs <= lastBadMs) return;
    good.push(intendedMs);
    firstGoodMs = Math.min(firstGoodMs, intendedMs);
    lastGoodMs = Math.max(lastGoodMs, intendedMs);
  }

  function addBad(intendedMs: number): void {
    if (intendedMs <= lastBadMs) return;
    lastBadMs = intendedMs;
    if (firstGoodMs > intendedMs) return;
    const earlier = good;
    good = [];
    firstGoodMs = Infinity;
    lastGoodMs = -Infinity;
    for (const each of earlier) addGood(each);
  }

  function close(message: MessageKey): number | undefined {
    const intendedMs = open.get(message);
    open.delete(message);
    return intendedMs;
  }

  /** Counts probes as bad that have not completed within the limit. */
  function expire(nowMs: number): void {
    for (const [message, intendedMs] of open) {
      if (nowMs - intendedMs <= limitMs) return;
      open.delete(message);
      addBad(intendedMs);
    }
  }

  return {
    sent: (message, intendedMs) => void open.set(message, intendedMs),
    completed(message, timeMs) {
      const intendedMs = close(message);
      if (intendedMs === undefined) return;
      if (timeMs - intendedMs <= limitMs) addGood(intendedMs);
      else addBad(intendedMs);
    },
    failed(message) {
      const intendedMs = close(message);
      if (intendedMs !== undefined) addBad(intendedMs);
    },
    forgotten: (message) => void close(message),
    isSteady(nowMs) {
      expire(nowMs);
      return good.length >= stabilityProbes && lastGoodMs - firstGoodMs >= stabilityMsFor(limitMs);
    },
  };
}
