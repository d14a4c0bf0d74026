import { expect, test } from "vitest";

import { createRhythm } from "./rhythm.ts";

/** Completes every message that was sent every 5 ms, whenever the bus looks. */
function looking(everyMs: number, untilMs: number) {
  const rhythm = createRhythm();
  let doneMs = 0;
  for (let at = 300; at <= untilMs; at += everyMs) {
    for (let intended = doneMs; intended < at; intended += 5) rhythm.completed(at, intended);
    doneMs = at;
  }
  return (nowMs: number) => rhythm.isKnown(nowMs, Math.min(doneMs, nowMs));
}

test("the rhythm of a bus that delivers at once is known at once", () => {
  const rhythm = createRhythm();
  for (let at = 0; at < 100; at += 5) rhythm.completed(at + 2, at);
  expect(rhythm.isKnown(102, 100)).toBe(true);
});

test("the rhythm of a bus that polls once a second is known after three intervals", () => {
  expect(looking(1000, 300)(500)).toBe(false);
  expect(looking(1000, 1300)(1400)).toBe(false);
  expect(looking(1000, 2300)(2300)).toBe(false);
  expect(looking(1000, 3300)(3300)).toBe(true);
});

test("the rhythm of a bus that completed nothing is not known", () => {
  expect(createRhythm().isKnown(5000, 0)).toBe(false);
});

test("a time without any message to complete does not count", () => {
  const rhythm = createRhythm();
  rhythm.completed(1, 0);
  rhythm.completed(9001, 9000);
  expect(rhythm.isKnown(9002, undefined)).toBe(true);
});
