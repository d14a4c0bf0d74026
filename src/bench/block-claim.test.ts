import { expect, test } from "vitest";

import { checkClaim } from "./block-claim.ts";
import { cell } from "./testing/measured.ts";

const many = { consumers: 100 };

test("it is checked for each number of consumers that both were measured with", () => {
  const cells = [cell(200), cell(200, many), cell(5000, many), cell(5000, { consumers: 10 })];
  expect(checkClaim(cells).map(({ consumers }) => consumers)).toEqual([100]);
});

test("the saving is that of the reads, and of all commands it is less", () => {
  const [check] = checkClaim([cell(200, many), cell(5000, many)]);
  expect(check?.savedReadsPercent).toBeCloseTo(96);
  expect(check?.savedCommandsPercent).toBeCloseTo(73.7, 1);
  expect(check?.savesAsClaimed).toBe(true);
});

test("a saving that is more than two points off does not hold", () => {
  const from = cell(200, { readsPerSecond: 5 });
  expect(checkClaim([from, cell(5000, { readsPerSecond: 0.35 })])[0]?.savesAsClaimed).toBe(false);
  expect(checkClaim([from, cell(5000, { readsPerSecond: 0.25 })])[0]?.savesAsClaimed).toBe(true);
});

test("a median delivery that waits for the next poll is an added latency", () => {
  const latency = { p50Ms: 98, p99Ms: 230, samples: 200 };
  expect(checkClaim([cell(200), cell(5000, { latency })])[0]?.addsNoLatency).toBe(false);
  expect(checkClaim([cell(200, { latency }), cell(5000)])[0]?.addsNoLatency).toBe(true);
});

test("a server that counts no reads saves nothing", () => {
  const none = { readsPerSecond: 0 };
  expect(checkClaim([cell(200, none), cell(5000, none)])[0]?.savedReadsPercent).toBe(0);
});
