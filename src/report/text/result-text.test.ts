import { expect, test } from "vitest";

import { lossyResult, someResult } from "../../../tests/support/report-fixtures.ts";
import { recoveryText, spokeText, verdictCounts } from "./result-text.ts";

test("recoveryText shows a recovery as a bracket, as never, or as not measured", () => {
  const limitMs = 30_000;
  expect(recoveryText({ lowerMs: 900, upperMs: 1_100, limitMs })).toBe("900 ms to 1.1 s");
  expect(recoveryText({ lowerMs: null, upperMs: null, limitMs })).toBe("never");
  expect(recoveryText({ lowerMs: 5_000, upperMs: null, limitMs })).toBe("over 5 s");
  expect(recoveryText(null)).toBe("not measured");
});

test("spokeText calls a loss silent if the bus did not report it", () => {
  expect(spokeText(lossyResult())).toBe("silent");
  expect(spokeText(lossyResult({ spoke: true }))).toBe("bus said so");
  expect(spokeText(someResult())).toBe("");
});

test("spokeText does not call a bus silent that announced a disconnection", () => {
  expect(spokeText(lossyResult({ spoke: true, said: ["disconnected"] }))).toBe(
    "bus said disconnected",
  );
});

test("spokeText is empty if all that was lost is allowed", () => {
  const { counts } = someResult();
  expect(spokeText(someResult({ counts: { ...counts, lost: 38, lostAllowed: 38 } }))).toBe("");
});

test("verdictCounts counts the worst verdicts first", () => {
  expect(verdictCounts([someResult(), lossyResult(), someResult()])).toBe("1 fail, 2 pass");
  expect(verdictCounts([])).toBe("nothing was run");
});
