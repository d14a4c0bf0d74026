import { describe, expect, test } from "vitest";

import { compareRuns } from "./compare.ts";
import { deviationText, lossText, recoveryText } from "./page-cells.ts";
import { createFailure, createResult } from "./testing/league-runs.ts";

describe("lossText", () => {
  test.each([
    [{ median: 0, worst: 0, runs: 0 }, ""],
    [{ median: 3, worst: 3, runs: 1 }, "3, in 1 run"],
    [{ median: 0, worst: 7, runs: 2 }, "0, worst 7, in 2 runs"],
  ])("writes %j as %j", (figures, text) => {
    expect(lossText(figures)).toBe(text);
  });
});

describe("recoveryText", () => {
  test.each([
    [undefined, ""],
    [{ median: 120, worst: 120 }, "120 ms"],
    [{ median: 120, worst: 1500 }, "120 ms, worst 1.5 s"],
    [{ median: Infinity, worst: Infinity }, "never"],
  ])("writes %j as %j", (recovery, text) => {
    expect(recoveryText(recovery)).toBe(text);
  });
});

test("deviationText counts the outcomes that are not expected, each in bold", () => {
  const runs = compareRuns({ name: "x", library: "x", expected: [] }, [
    createResult({ verdict: "fail", findings: [createFailure("lost/never-received")] }),
    createResult({ verdict: "fail", findings: [createFailure("lost/never-received")] }),
    createResult({ verdict: "unknown" }),
  ]);
  expect(deviationText(runs)).toBe("**false alarm: 2**, **unknown: 1**");
  expect(deviationText([])).toBe("");
});
