import { describe, expect, test } from "vitest";

import { fitSlope } from "./slope.ts";

describe("a fitted slope", () => {
  test("the slope of points on a line is exact, and so is its lower end", () => {
    const points = [0, 1, 2, 3].map((x) => [x, 5 + 2 * x] as const);
    expect(fitSlope(points)).toEqual({ perStep: 2, lower: 2 });
  });

  test("a slope needs three points", () => {
    const points = [
      [0, 1],
      [1, 2],
    ] as const;
    expect(fitSlope(points)).toBeUndefined();
    expect(fitSlope([...points, [2, 3]])).toEqual({ perStep: 1, lower: 1 });
  });

  test("the lower end lies further away the more the points scatter, by Student's t", () => {
    // Worked by hand: residuals 1/3, -2/3, 1/3 around y = 1/3 + x/2, and t = 12.706 for one degree.
    const slope = fitSlope([
      [0, 0],
      [1, 1.5],
      [2, 1],
    ]);
    const error = Math.sqrt(2 / 3 / 1 / 2);
    expect(slope?.perStep).toBeCloseTo(0.5, 10);
    expect(slope?.lower).toBeCloseTo(0.5 - 12.706 * error, 6);
  });

  test("the lower end takes the quantile of its degrees of freedom", () => {
    const points = [0, 2, 1, 3].map((y, x) => [x, y] as const);
    // Worked by hand: y = 0.3 + 0.8 x, residuals squared 1.8 together, two degrees of freedom.
    expect(fitSlope(points)?.perStep).toBeCloseTo(0.8, 10);
    expect(fitSlope(points)?.lower).toBeCloseTo(0.8 - 4.303 * Math.sqrt(1.8 / 2 / 5), 6);
  });

  test("the lower end takes the last known quantile for 40 points", () => {
    const points = Array.from({ length: 40 }, (_each, x) => [x, x + (x % 2)] as const);
    const known = fitSlope(points);
    expect(known?.lower).toBeGreaterThan(0.97);
    expect(known?.lower).toBeLessThan(known?.perStep ?? 0);
  });
});
