import { describe, expect, test } from "vitest";

import { percentilesOf } from "./percentiles.ts";

describe("percentiles", () => {
  test("percentiles are values that were measured, by nearest rank", () => {
    const values = Array.from({ length: 200 }, (_, at) => 200 - at);
    expect(percentilesOf(values)).toEqual({ count: 200, p50: 100, p95: 190, p99: 198, max: 200 });
  });

  test("all percentiles of one value are that value", () => {
    expect(percentilesOf([7])).toEqual({ count: 1, p50: 7, p95: 7, p99: 7, max: 7 });
  });

  test("no values have no percentiles", () => {
    expect(percentilesOf([])).toBeUndefined();
  });
});
