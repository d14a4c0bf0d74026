import { expect, test } from "vitest";

import { hasGrown, needsConfirmation } from "./growth.ts";

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
