import { describe, expect, test } from "vitest";

import { compareRuns } from "./compare.ts";
import type { Expectation } from "./entry.ts";
import { createFailure, createResult } from "./testing/league-runs.ts";

const mustFail: Expectation = {
  runs: ["partition/*"],
  verdict: "fail",
  kinds: ["not-recovered"],
  because: "it never connects again",
};
const entry = { name: "x", library: "x", expected: [mustFail] };

function outcomeOf(
  ...[result, expected = [mustFail]]: [ReturnType<typeof createResult>, Expectation[]?]
) {
  return compareRuns({ ...entry, expected }, [result])[0]?.outcome;
}

describe("compareRuns", () => {
  test("a run that fails for an expected kind is as expected", () => {
    const result = createResult({
      verdict: "fail",
      findings: [createFailure("not-recovered/never")],
    });
    expect(outcomeOf(result)).toBe("as-expected");
  });

  test("a run that fails for another kind is a false alarm, and names its findings", () => {
    const findings = [createFailure("not-recovered/never"), createFailure("duplicate/unexplained")];
    const [compared] = compareRuns(entry, [createResult({ verdict: "fail", findings })]);
    expect(compared?.outcome).toBe("false-alarm");
    expect(compared?.surprises).toEqual(["duplicate/unexplained: 1 message"]);
  });

  test("a run that fails although it must pass is a false alarm", () => {
    const result = createResult({
      verdict: "fail",
      findings: [createFailure("lost/never-received")],
    });
    expect(outcomeOf(result, [])).toBe("false-alarm");
  });

  test("a run that passes although it must fail is a miss, unless some runs may pass", () => {
    expect(outcomeOf(createResult())).toBe("miss");
    expect(outcomeOf(createResult(), [{ ...mustFail, verdict: "either" }])).toBe("as-expected");
  });

  test("a run that shows nothing is unknown, whatever is expected", () => {
    expect(outcomeOf(createResult({ verdict: "unknown" }))).toBe("unknown");
    expect(outcomeOf(createResult({ verdict: "unknown" }), [])).toBe("unknown");
  });

  test("a run that is not applicable is as expected", () => {
    expect(outcomeOf(createResult({ verdict: "not-applicable" }))).toBe("as-expected");
  });
});
