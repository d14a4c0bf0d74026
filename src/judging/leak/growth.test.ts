import { expect, test } from "vitest";

import { hasGrown, isConfirmed, needsConfirmation } from "./growth.ts";

const heap = { "heap.usedBytes": 10_000_000 };

test("a second series is needed if a count grew, and not if all counts are steady", () => {
  const grown = [3, 4, 5, 5, 5].map((count) => ({ "server.connections": count, ...heap }));
  const calm = grown.map((each) => ({ ...each, "server.connections": 3 }));
  expect(needsConfirmation(grown)).toBe(true);
  expect(needsConfirmation(calm)).toBe(false);
});

test("a second series is needed if the heap certainly grew", () => {
  const rounds = [0, 1, 2, 3, 4].map((at) => ({ "heap.usedBytes": 10_000_000 + at * 800_000 }));
  expect(needsConfirmation(rounds)).toBe(true);
});

test("keys need no second series, because they are judged by rounds without messages", () => {
  const rounds = [1, 2, 3, 4, 5].map((keys) => ({ "keys.lasting": keys, ...heap }));
  expect(needsConfirmation(rounds)).toBe(false);
});

test("a census without rounds needs no second series", () => {
  expect(needsConfirmation([])).toBe(false);
});

test("a series of a single round has not grown", () => {
  expect(hasGrown([3])).toBe(false);
  expect(hasGrown([])).toBe(false);
});

const withTimers = (counts: readonly number[]) =>
  counts.map((count) => ({ "process.timers": count, ...heap }));
const growing = withTimers([3, 4, 5, 6, 7, 8, 9]);

test("a count that grows in four rounds of a second series confirms the first", () => {
  expect(isConfirmed(growing, withTimers([20, 21, 22, 23, 24]))).toBe(true);
});

test("a count that grows in three rounds of a second series does not confirm the first yet", () => {
  expect(isConfirmed(growing, withTimers([20, 21, 22, 23]))).toBe(false);
});

test("a count that stays the same in one round of a second series does not confirm the first yet", () => {
  expect(isConfirmed(growing, withTimers([20, 21, 22, 22, 23]))).toBe(false);
});

test("a count that was steady in the first series confirms nothing", () => {
  expect(isConfirmed(withTimers([3, 3, 3, 3, 3]), growing)).toBe(false);
});

test("a heap that grows in a second series confirms nothing before the series is complete", () => {
  const heaps = [0, 1, 2, 3, 4].map((at) => ({ "heap.usedBytes": 10_000_000 + at * 800_000 }));
  expect(isConfirmed(heaps, heaps)).toBe(false);
});
