import { describe, expect, test } from "vitest";

import { lossyResult, someResult } from "../../../tests/support/report-fixtures.ts";
import { recoveryText, spokeText, verdictCounts } from "./figures.ts";

describe("figures", () => {
  test("a recovery is a bracket, or never", () => {
    const limitMs = 30_000;
    expect(recoveryText({ lowerMs: 900, upperMs: 1_100, limitMs })).toBe("900 ms to 1.1 s");
    expect(recoveryText({ lowerMs: null, upperMs: null, limitMs })).toBe("never");
    expect(recoveryText({ lowerMs: 5_000, upperMs: null, limitMs })).toBe("over 5 s");
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
