import { expect, test } from "vitest";

import { smallestStable } from "./census.ts";

const mib = 1024 * 1024;

/** Returns a measurement that gives these numbers and then the last one again and again. */
function measuring(numbers: readonly number[]) {
  const taken: number[] = [];
  const measure = (): number => {
    const bytes = numbers[Math.min(taken.length, numbers.length - 1)] ?? 0;
    taken.push(bytes);
    return bytes;
  };
  return { taken, measure };
}

test("the heap is measured until collections free no more, however long that takes", async () => {
  const { measure, taken } = measuring([52, 52, 52, 46, 46, 46, 36, 28].map((each) => each * mib));
  expect(await smallestStable(measure)).toBe(28 * mib);
  expect(taken.length).toBeGreaterThan(8);
});

test("the heap is the smallest number if it goes up again", async () => {
  const { measure } = measuring([30, 28, 29, 31, 30, 29].map((each) => each * mib));
  expect(await smallestStable(measure)).toBe(28 * mib);
});

test("a heap that never becomes stable is measured a limited number of times", async () => {
  let left = 1000;
  expect(await smallestStable(() => left-- * mib)).toBeGreaterThan(900 * mib);
});

test("a heap as large as in the round before is measured once", async () => {
  const { measure, taken } = measuring([28 * mib + 20 * 1024, 27 * mib]);
  expect(await smallestStable(measure, 28 * mib)).toBe(28 * mib + 20 * 1024);
  expect(taken).toHaveLength(1);
});

test("a heap that became as large as in the round before is measured no further", async () => {
  const { measure, taken } = measuring([46, 36, 28, 27].map((each) => each * mib));
  expect(await smallestStable(measure, 28 * mib)).toBe(28 * mib);
  expect(taken).toHaveLength(3);
});

test.each([30 * mib, 26 * mib, 28 * mib + 33 * 1024])(
  "a heap of %d bytes after a round with 28 MiB is measured until it is stable",
  async (bytes) => {
    const { measure, taken } = measuring([bytes]);
    expect(await smallestStable(measure, 28 * mib)).toBe(bytes);
    expect(taken.length).toBeGreaterThanOrEqual(4);
  },
);
