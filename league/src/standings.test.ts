import { describe, expect, test } from "vitest";

import { compareRuns } from "./compare.ts";
import { median, standingsOf } from "./standings.ts";
import { createFailure, createResult } from "./testing/league-runs.ts";

const entry = { name: "x", library: "x", expected: [] };

describe("standingsOf", () => {
  test("puts the repeats of a variant together, with the median and the worst figures", () => {
    const recovery = (upperMs: number | null) => ({ lowerMs: 0, upperMs, limitMs: 30_000 });
    const runs = compareRuns(entry, [
      createResult({ recovery: recovery(10) }),
      createResult({ lost: 7, lostAllowed: 7, recovery: recovery(30) }),
      createResult({
        lost: 2,
        recovery: recovery(null),
        verdict: "fail",
        findings: [createFailure("lost/never-received"), createFailure("lost/never-received")],
      }),
    ]);
    expect(standingsOf(runs)).toEqual([
      {
        run: "partition/reset",
        expectation: undefined,
        repeats: 3,
        failed: 1,
        unknown: 0,
        applicable: true,
        kinds: ["lost"],
        lost: { median: 0, worst: 2, runs: 1 },
        lostAllowed: { median: 0, worst: 7, runs: 1 },
        recoveryMs: { median: 30, worst: Infinity, runs: 3 },
        deviations: [runs[2]],
      },
    ]);
  });

  test("a variant without a fault has no recovery", () => {
    const [standing] = standingsOf(compareRuns(entry, [createResult()]));
    expect(standing?.recoveryMs).toBeUndefined();
  });

  test("a variant that is not applicable in any run is marked so", () => {
    const runs = compareRuns(entry, [createResult({ verdict: "not-applicable" })]);
    expect(standingsOf(runs)[0]?.applicable).toBe(false);
  });
});

describe("median", () => {
  test.each([
    [[], undefined],
    [[3], 3],
    [[9, 1, 5], 5],
    [[1, 2, 3, 4], 3],
  ])("takes the middle of %j: %j", (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});
