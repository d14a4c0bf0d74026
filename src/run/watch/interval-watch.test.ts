import { setInterval as setIntervalOfNode } from "node:timers";

import { expect, test } from "vitest";

import { watchIntervals } from "./interval-watch.ts";

const ignore = (): void => undefined;
const minuteMs = 60_000;

/** Waits until Node has reported that a timer is gone, which takes some turns of the event loop. */
async function laterTurns(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => void setImmediate(resolve));
}

test("the interval watch counts an interval until it is cleared, even if it is unreferenced", async () => {
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

test("the interval watch does not count a timeout, which ends by itself", () => {
  using intervals = watchIntervals();
  const before = intervals.count();
  const timer = setTimeout(ignore, minuteMs).unref();
  expect(intervals.count() - before).toBe(0);
  clearTimeout(timer);
});

test("the interval watch counts no interval after it is disposed", () => {
  const intervals = watchIntervals();
  const before = intervals.count();
  intervals[Symbol.dispose]();
  const timer = setInterval(ignore, minuteMs);
  expect(intervals.count() - before).toBe(0);
  clearInterval(timer);
});
