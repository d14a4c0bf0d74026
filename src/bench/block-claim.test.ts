import { expect, test } from "vitest";

import { checkClaim } from "./block-claim.ts";
import { cell } from "./testing/measured.ts";

const many = { consumers: 100 };

test("checkClaim checks each number of consumers with which both values were measured", () => {
  const cells = [cell(200), cell(200, many), cell(5000, many), cell(5000, { consumers: 10 })];
  expect(checkClaim(cells).map(({ consumers }) => consumers)).toEqual([100]);
});

test("checkClaim reports the saving of reads and the smaller one of all commands", () => {
  const [check] = checkClaim([cell(200, many), cell(5000, many)]);
  expect(check?.savedReadsPercent).toBeCloseTo(96);
  expect(check?.savedCommandsPercent).toBeCloseTo(73.7, 1);
  expect(check?.savesAsClaimed).toBe(true);
});

test("checkClaim rejects a saving that is more than two points off", () => {
  const from = cell(200, { readsPerSecond: 5 });
  expect(checkClaim([from, cell(5000, { readsPerSecond: 0.35 })])[0]?.savesAsClaimed).toBe(false);
  expect(checkClaim([from, cell(5000, { readsPerSecond: 0.25 })])[0]?.savesAsClaimed).toBe(true);
});

test("checkClaim rejects a median delivery that waits for the next poll", () => {
  const latency = { p50Ms: 98, p99Ms: 230, samples: 200 };
  expect(checkClaim([cell(200), cell(5000, { latency })])[0]?.addsNoLatency).toBe(false);
  expect(checkClaim([cell(200, { latency }), cell(5000)])[0]?.addsNoLatency).toBe(true);
});

test("checkClaim reports no saving if the server counted no reads", () => {
  const none = { readsPerSecond: 0 };
  expect(checkClaim([cell(200, none), cell(5000, none)])[0]?.savedReadsPercent).toBe(0);
});
