import { describe, expect, test } from "vitest";

import { lossyResult, someResult } from "../../../tests/support/report-fixtures.ts";
import { countText, durationText, recoveryText, spokeText, verdictCounts } from "./figures.ts";

describe("figures", () => {
  test("counts are grouped by thousands", () => {
    expect([0, 999, 1_000, 45_210, 1_234_567].map(countText)).toEqual([
      "0",
      "999",
      "1 000",
      "45 210",
      "1 234 567",
    ]);
  });

  test("durations always carry their unit", () => {
    expect([0, 999, 1_000, 2_712, 59_949, 59_960, 90_000, 120_000].map(durationText)).toEqual([
      "0 ms",
      "999 ms",
      "1.0 s",
      "2.7 s",
      "59.9 s",
      "1 min",
      "1 min 30 s",
      "2 min",
    ]);
  });

  test("a recovery is a bracket, or never", () => {
    const limitMs = 30_000;
    expect(recoveryText({ lowerMs: 900, upperMs: 1_100, limitMs })).toBe("900 ms to 1.1 s");
    expect(recoveryText({ lowerMs: null, upperMs: null, limitMs })).toBe("never");
    expect(recoveryText({ lowerMs: 5_000, upperMs: null, limitMs })).toBe("over 5.0 s");
    expect(recoveryText(null)).toBe("not measured");
  });

  test("a loss that nobody mentioned is silent", () => {
    expect(spokeText(lossyResult())).toBe("silent");
    expect(spokeText(lossyResult({ spoke: true }))).toBe("bus said so");
    expect(spokeText(someResult())).toBe("");
  });

  test("verdicts are counted worst first", () => {
    expect(verdictCounts([someResult(), lossyResult(), someResult()])).toBe("1 fail, 2 pass");
    expect(verdictCounts([])).toBe("nothing was run");
  });
});
