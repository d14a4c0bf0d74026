import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { sleep } from "../../clock.ts";
import { startWatchdog, type Watchdog } from "./connection-watchdog.ts";

const ping = vi.fn<() => void>();
const stalled = vi.fn<() => void>();
let watchdog: Watchdog;

beforeEach(() => {
  vi.useFakeTimers();
  watchdog = startWatchdog({ stallMs: 1500, ping, stalled });
});
afterEach(() => {
  watchdog.stop();
  vi.useRealTimers();
});

test("the watchdog pings an idle connection and does not report it as dead", () => {
  vi.advanceTimersByTime(400);
  expect(ping).not.toHaveBeenCalled();
  vi.advanceTimersByTime(5000);
  expect(ping).toHaveBeenCalled();
  expect(stalled).not.toHaveBeenCalled();
});

test("the watchdog reports a command without a reply after 1.5 s, once", () => {
  watchdog.sent();
  vi.advanceTimersByTime(1400);
  expect(stalled).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10_000);
  expect(stalled).toHaveBeenCalledTimes(1);
});

test("the watchdog reports a connection that only accepts writes", () => {
  for (let elapsedMs = 0; elapsedMs < 2000; elapsedMs += 50) {
    watchdog.sent();
    vi.advanceTimersByTime(50);
  }
  expect(stalled).toHaveBeenCalledTimes(1);
});

test("the watchdog does not report a connection that answers late but steadily", () => {
  watchdog.sent();
  for (let elapsedMs = 0; elapsedMs < 10_000; elapsedMs += 1000) {
    watchdog.sent();
    vi.advanceTimersByTime(1000);
    watchdog.answered();
  }
  expect(stalled).not.toHaveBeenCalled();
});

test("the watchdog does not report a connection because this process was blocked", async () => {
  vi.useRealTimers();
  watchdog.stop();
  watchdog = startWatchdog({ stallMs: 1500, ping, stalled });
  watchdog.sent();
  blockEventLoop(1700);
  // Timers run in the order they are due, so the watchdog's late tick comes before this.
  await sleep(1);
  expect(stalled).not.toHaveBeenCalled();
});

function blockEventLoop(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
