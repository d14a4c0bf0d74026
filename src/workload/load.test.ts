import { expect, test } from "vitest";

import { nowMs } from "../clock.ts";
import { startLoad } from "./load.ts";

const { signal } = new AbortController();

test("a load with the rate burst sends all messages without waiting for an answer", async () => {
  let sent = 0;
  const load = startLoad({
    rate: "burst",
    messages: 1000,
    signal,
    publish: async () => {
      sent++;
      await new Promise(() => {});
    },
  });
  await load.sent;
  expect(sent).toBe(1000);
});

test("a burst lets the event loop turn while it sends", async () => {
  const turns: number[] = [];
  let sent = 0;
  const load = startLoad({
    rate: "burst",
    messages: 60,
    signal,
    publish: async () => {
      sent++;
      const endMs = nowMs() + 1;
      while (nowMs() < endMs);
    },
  });
  const timer = setInterval(() => turns.push(sent), 1);
  await load.sent;
  clearInterval(timer);
  expect(sent).toBe(60);
  expect(turns.filter((each) => each < 60).length).toBeGreaterThan(0);
});

test("a load intends its messages at a fixed rate, however slowly the bus answers", async () => {
  const intended: number[] = [];
  const load = startLoad({
    rate: 1000,
    messages: 20,
    signal,
    publish: async (intendedMs) => {
      intended.push(intendedMs);
      await new Promise(() => {});
    },
  });
  await load.sent;
  const gaps = intended.slice(1).map((each, at) => each - (intended[at] ?? 0));
  expect(gaps.every((gap) => Math.abs(gap - 1) < 1e-6)).toBe(true);
});

test("a load sends no message after it was stopped", async () => {
  let sent = 0;
  const load = startLoad({
    rate: 1000,
    messages: undefined,
    signal,
    publish: async () => void sent++,
  });
  load.stop();
  await load.sent;
  const before = sent;
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent).toBe(before);
});

test.each([
  [200, 25],
  [500, 26],
  [10, 100],
  [40, 25],
])("a load of %i messages a second has a beat every %i ms, at a message", async (rate, beatMs) => {
  const intended: number[] = [];
  const publish = async (intendedMs: number): Promise<void> => void intended.push(intendedMs);
  const load = startLoad({ rate, messages: 1, signal, publish });
  await load.sent;
  const [startMs = 0] = intended;
  expect(load.beatFrom(startMs - 1000)).toBe(startMs);
  expect(load.beatFrom(startMs + 1) - startMs).toBeCloseTo(beatMs);
  expect(load.beatFrom(startMs + 3 * beatMs + 0.1) - startMs).toBeCloseTo(4 * beatMs);
});

test("a burst has a beat at every moment", () => {
  const load = startLoad({ rate: "burst", messages: 1, signal, publish: async () => {} });
  expect(load.beatFrom(1234.5)).toBe(1234.5);
});
