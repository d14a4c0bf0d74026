import { expect, test } from "vitest";

import { createRandom } from "../../random.ts";
import { fullJitterDelayMs } from "./backoff.ts";

const random = createRandom("backoff");

function longestOf(number: number, outageMs: number): number {
  const delays = Array.from(
    { length: 500 },
    () => fullJitterDelayMs({ number, outageMs, random }) ?? Number.NaN,
  );
  return Math.max(...delays);
}

test("the first pause is at most 20 ms, and every pause of the first minute at most 150 ms", () => {
  expect(longestOf(1, 0)).toBeLessThanOrEqual(20);
  expect(longestOf(50, 59_000)).toBeLessThanOrEqual(150);
});

test("after a minute the pauses grow up to 1 s, also after 2000 attempts", () => {
  expect(longestOf(2000, 61_000)).toBeGreaterThan(500);
  expect(longestOf(2000, 61_000)).toBeLessThanOrEqual(1000);
});
