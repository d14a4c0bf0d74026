import { expect, test } from "vitest";

import { judgeSelftest } from "./judge-selftest.ts";
import { buildSelftestReport } from "./selftest-report.ts";
import {
  evidenceLines,
  problemLines,
  renderSelftestMarkdown,
  summaryText,
} from "./selftest-text.ts";
import {
  foundRun,
  observedRun,
  replaceRun,
  smallGoals,
  smallRuns,
} from "./testing/small-selftest.ts";

const start = { seed: 1, startedAt: "2026-11-21T10:00:00.000Z", durationMs: 90_000 };

function reportOf(observed = smallRuns, interrupted = false) {
  const judgement = judgeSelftest(smallGoals, observed, interrupted);
  const plannedRuns = 8;
  const selftest = { goals: smallGoals, plannedRuns, observed, interrupted, judgement };
  return buildSelftestReport(selftest, start);
}

test("the report of a passed selftest says how many bugs were found, and the evidence for it", () => {
  const report = reportOf();
  expect(summaryText(report)).toBe("2/2 found, 0 false alarms in 3 runs");
  expect(evidenceLines(report)).toEqual([
    "these scenarios are needed: only restart finds forgets, only leak finds leaks",
    expect.stringContaining("3 runs with the seeds 1, 2, 3 passed"),
  ]);
  expect(problemLines(report)).toEqual([]);
});

test("the report of a failed selftest names the bus and run of each problem", () => {
  const report = reportOf(replaceRun({ ...foundRun, verdict: "pass", kinds: [] }));
  expect(report.verdict).toBe("fail");
  expect(summaryText(report)).toBe("1/2 found, 0 false alarms in 3 runs");
  expect(problemLines(report)).toEqual([
    "forgets by restart/kill: was not found, the verdict is pass",
  ]);
});

test("the report does not call a scenario needed whose own bug another scenario finds too", () => {
  const runs = replaceRun(observedRun({ bus: "leaks", verdict: "fail", kinds: ["lost"] }));
  expect(evidenceLines(reportOf(runs))[0]).toBe(
    "these scenarios are needed: only restart finds forgets",
  );
});

test("the report of an interrupted selftest says how many runs ended, and claims no evidence", () => {
  const report = reportOf({ planted: [foundRun], correct: [] }, true);
  expect(report).toMatchObject({ verdict: "unknown", interrupted: true, plannedRuns: 8 });
  expect(summaryText(report)).toBe("1/1 found, interrupted after 1 of 8 runs");
  expect(evidenceLines(report)).toEqual([]);
});

test("the report keeps the summaries of each run, and whether its bus is a correct one", () => {
  expect(reportOf().sightings.at(0)).toMatchObject({
    bus: "forgets",
    says: ["fail lost: 3 messages, all unread"],
    correct: false,
  });
  expect(reportOf().sightings.at(-1)).toMatchObject({ bus: "correct", says: [], correct: true });
});

test("the report as a Markdown page has the detection table with aligned columns", () => {
  const page = renderSelftestMarkdown(reportOf());
  expect(page).toContain("# Selftest: pass");
  expect(page).toContain(
    [
      "| bus     | scenario | findings | no finding in |",
      "| ------- | -------- | -------- | ------------- |",
      "| forgets | restart  | lost     | leak          |",
      "| leaks   | leak     | leak     | restart       |",
      "| idle    | restart  | unknown  |               |",
      "",
    ].join("\n"),
  );
});
