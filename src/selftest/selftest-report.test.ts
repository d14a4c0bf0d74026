import { expect, test } from "vitest";

import { judgeSelftest } from "./judge-selftest.ts";
import { buildSelftestReport } from "./selftest-report.ts";
import { groundLines, problemLines, renderSelftestMarkdown, summaryText } from "./selftest-text.ts";
import { found, instead, smallScope, smallSeen } from "./testing/small-selftest.ts";

const start = { seed: 1, startedAt: "2026-11-21T10:00:00.000Z", durationMs: 90_000 };

function reportOf(seen = smallSeen, interrupted = false) {
  const judgement = judgeSelftest(smallScope, seen, interrupted);
  const plannedRuns = 8;
  const selftest = { scope: smallScope, plannedRuns, seen, interrupted, judgement };
  return buildSelftestReport(selftest, start);
}

test("a report says how many were found and what that rests on", () => {
  const report = reportOf();
  expect(summaryText(report)).toBe("2/2 found, 0 false alarms in 3 runs");
  expect(groundLines(report)).toEqual([
    "found by one scenario alone: restart forgets, leak leaks",
    expect.stringContaining("3 runs with the seeds 1, 2, 3 passed"),
  ]);
  expect(problemLines(report)).toEqual([]);
});

test("a report names what is wrong", () => {
  const report = reportOf(instead({ ...found, verdict: "pass", kinds: [] }));
  expect(report.verdict).toBe("fail");
  expect(summaryText(report)).toBe("1/2 found, 0 false alarms in 3 runs");
  expect(problemLines(report)).toEqual([
    "forgets by restart/kill: was not found, the verdict is pass",
  ]);
});

test("a report of a selftest that was interrupted says how far it came", () => {
  const report = reportOf({ planted: [found], clean: [] }, true);
  expect(report).toMatchObject({ verdict: "unknown", interrupted: true, plannedRuns: 8 });
  expect(summaryText(report)).toBe("1/1 found, interrupted after 1 of 8 runs");
  expect(groundLines(report)).toEqual([]);
});

test("a report as a page has the matrix as a table", () => {
  const page = renderSelftestMarkdown(reportOf());
  expect(page).toContain("# Selftest: pass");
  expect(page).toContain(
    "| bus | restart | leak |\n| --- | --- | --- |\n| forgets | lost | · |\n| leaks | · | leak |\n| idle | ? |  |\n",
  );
});
