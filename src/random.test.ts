import { describe, expect, test } from "vitest";

import { createRandom, shuffled } from "./random.ts";

describe("a random order", () => {
  const items = Array.from({ length: 50 }, (_, at) => at);

  test("shuffled keeps every item once, and gives the same order for the same seed", () => {
    const mixed = shuffled(items, createRandom(7));
    expect(mixed.toSorted((one, other) => one - other)).toEqual(items);
    expect(mixed).toEqual(shuffled(items, createRandom(7)));
  });

  test("shuffled gives another order for another seed", () => {
    expect(shuffled(items, createRandom(7))).not.toEqual(shuffled(items, createRandom(8)));
  });
});
