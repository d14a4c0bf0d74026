/**
 * The rhythm of a publisher or a group: how long it lets a message wait. A bus that polls or commits in groups
 * completes several messages at once and none in between.
 */
export interface Rhythm {
  /** A message was completed that was intended at `intendedMs`. */
  completed(nowMs: number, intendedMs: number): void;
  /**
   * Whether the time since the first completion is three times the longest time for which a message waited, so that
   * about three intervals were seen. `oldestMs` is when the oldest message that still waits was intended.
   *
   *      300 ms  the first message is delivered to group a, which polls once a second
   *     1300 ms  group a is delivered the next messages
   *      → not known at 500 ms, because a message may wait for longer; known at 3300 ms
   */
  isKnown(nowMs: number, oldestMs: number | undefined): boolean;
}

/** With two, the first of them cut short by the start of the load, a slow batch could hide the next interval. */
const intervalsSeen = 3;

export function createRhythm(): Rhythm {
  let firstMs: number | undefined;
  let lastMs = -Infinity;
  let longestMs = 0;
  const waited = (nowMs: number, intendedMs: number): number =>
    nowMs - Math.max(lastMs, intendedMs);

  return {
    completed(nowMs, intendedMs) {
      longestMs = Math.max(longestMs, waited(nowMs, intendedMs));
      firstMs ??= nowMs;
      lastMs = nowMs;
    },
    isKnown(nowMs, oldestMs) {
      if (firstMs === undefined) return false;
      const openMs = oldestMs === undefined ? 0 : waited(nowMs, oldestMs);
      return nowMs - firstMs >= intervalsSeen * Math.max(longestMs, openMs);
    },
  };
}
