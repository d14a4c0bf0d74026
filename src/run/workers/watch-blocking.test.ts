import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { CaughtError } from "../strays/caught-error.ts";
import { watchBlocking } from "./watch-blocking.ts";

const frame = "    at spin (/home/user/bus.ts:3:9)";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function start(stack: () => Promise<string> = () => Promise.resolve(frame)) {
  const reports: CaughtError[] = [];
  const process = { pings: 0, looks: 0, excusedMs: 0 };
  const watch = watchBlocking(
    {
      ping: () => void process.pings++,
      excusedMs: () => process.excusedMs,
      stack() {
        process.looks++;
        return stack();
      },
    },
    (error) => void reports.push(error),
  );
  return { watch, process, reports, texts: () => reports.map(({ text }) => text) };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("watchBlocking", () => {
  test("asks a process that answers again and again, and never looks at its stack", async () => {
    const { watch, process, texts } = start();
    for (let each = 0; each < 40; each++) {
      await pass(250);
      watch.answered();
    }
    expect(process).toMatchObject({ pings: 40, looks: 0 });
    expect(texts()).toEqual([]);
  });

  test("reports a process that did not answer for more than 2 s, with its stack, when it answers", async () => {
    const { watch, process, reports, texts } = start();
    await pass(250 + 5000);
    expect(process).toMatchObject({ pings: 1, looks: 1 });
    expect(texts()).toEqual([]);
    watch.answered();
    expect(reports).toEqual([
      { origin: "blocked", text: "blocked its event loop for 5 s", stack: [frame.trim()] },
    ]);
  });

  test("does not report a silence of 2 s at most", async () => {
    const { watch, texts } = start();
    await pass(250 + 2000);
    watch.answered();
    expect(texts()).toEqual([]);
  });

  test("reports a process that was still blocked at the end of the watch", async () => {
    const { watch, texts } = start();
    await pass(250 + 3000);
    watch[Symbol.dispose]();
    expect(texts()).toEqual(["blocked its event loop for at least 3 s"]);
  });

  test("does not count the time in which the process or the harness had no core", async () => {
    const { watch, process, texts } = start();
    await pass(250);
    process.excusedMs = 3000;
    await pass(4900);
    watch.answered();
    expect(process.looks).toBe(0);
    expect(texts()).toEqual([]);
  });

  test("does not report a process in which no code of a file ran", async () => {
    const { watch, process, texts } = start(() => Promise.resolve(""));
    await pass(250 + 5000);
    watch.answered();
    expect(process.looks).toBe(1);
    expect(texts()).toEqual([]);
  });

  test("does not take a stack that comes after the answer for that of the next silence", async () => {
    const late = Promise.withResolvers<string>();
    const { watch, texts } = start(() => late.promise);
    await pass(250 + 3000);
    watch.answered();
    await pass(250);
    late.resolve(frame);
    await pass(0);
    watch.answered();
    expect(texts()).toEqual([]);
  });

  test("does not count the silence of a process that the harness has stopped", async () => {
    const { watch, process, texts } = start();
    await pass(250);
    watch.paused(true);
    await pass(10_000);
    watch.paused(false);
    expect(process.looks).toBe(0);
    await pass(250);
    watch.answered();
    expect(texts()).toEqual([]);
  });
});
