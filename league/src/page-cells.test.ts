import { describe, expect, test } from "vitest";

import { compareRuns } from "./compare.ts";
import { lossText, passedText, recoveryText, verdictText } from "./page-cells.ts";
import { standingsOf } from "./standings.ts";
import { createFailure, createResult } from "./testing/league-runs.ts";

describe("lossText", () => {
  test.each([
    [{ median: 0, worst: 0, runs: 0 }, ""],
    [{ median: 3, worst: 3, runs: 1 }, "3, 1 run"],
    [{ median: 0, worst: 7, runs: 2 }, "0 (7), 2 runs"],
  ])("writes %j as %j", (figures, text) => {
    expect(lossText(figures)).toBe(text);
  });
});

describe("recoveryText", () => {
  test.each([
    [undefined, ""],
    [{ median: 120, worst: 120 }, "120 ms"],
    [{ median: 120, worst: 1500 }, "120 ms (1.5 s)"],
    [{ median: Infinity, worst: Infinity }, "never"],
  ])("writes %j as %j", (recovery, text) => {
    expect(recoveryText(recovery)).toBe(text);
  });
});

describe("verdictText", () => {
  const textOf = (results: Parameters<typeof compareRuns>[1]) => {
    const runs = compareRuns({ name: "x", library: "x", expected: [] }, results);
    return standingsOf(runs).map(verdictText);
  };

  test("counts the runs that passed", () => {
    expect(textOf([createResult(), createResult()])).toEqual(["2 of 2"]);
  });

  test("stands in bold letters if a run deviates", () => {
    const lost = createFailure("lost/never-received");
    expect(textOf([createResult({ verdict: "fail", findings: [lost] })])).toEqual(["**0 of 1**"]);
    expect(textOf([createResult({ verdict: "unknown" })])).toEqual(["**0 of 1, 1 unknown**"]);
  });
});

test("passedText leaves out the runs that are not applicable", () => {
  const runs = compareRuns({ name: "x", library: "x", expected: [] }, [
    createResult(),
    createResult({ verdict: "unknown" }),
    createResult({ verdict: "not-applicable" }),
  ]);
  expect(passedText(runs)).toBe("1 of 2");
});
