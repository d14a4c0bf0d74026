import { setInterval as setIntervalOfNode } from "node:timers";

import { expect, test } from "vitest";

import { watchIntervals } from "./interval-watch.ts";

const ignore = (): void => undefined;
const minuteMs = 60_000;

/** Node says that a timer is gone in a later turn of the event loop. */
async function laterTurns(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => void setImmediate(resolve));
}

test("intervals count until they are cleared, unreferenced ones too", async () => {
  using intervals = watchIntervals();
  const before = intervals.count();
  const open = [
    setInterval(ignore, minuteMs),
    setInterval(ignore, minuteMs).unref(),
    setIntervalOfNode(ignore, minuteMs).unref(),
  ];
  expect(intervals.count() - before).toBe(3);
  clearInterval(open.pop());
  await laterTurns();
  expect(intervals.count() - before).toBe(2);
  open.forEach(clearInterval);
  await laterTurns();
  expect(intervals.count() - before).toBe(0);
});

test("a timeout ends by itself and does not count", () => {
  using intervals = watchIntervals();
  const before = intervals.count();
  const timer = setTimeout(ignore, minuteMs).unref();
  expect(intervals.count() - before).toBe(0);
  clearTimeout(timer);
});

test("nothing is counted any more once the watch is over", () => {
  const intervals = watchIntervals();
  const before = intervals.count();
  intervals[Symbol.dispose]();
  const timer = setInterval(ignore, minuteMs);
  expect(intervals.count() - before).toBe(0);
  clearInterval(timer);
});
