import { expect, test } from "vitest";

import { upgradeReport } from "./upgrade-report.ts";

const finding = { kind: "lost", verdict: "fail", summary: "lost 1 of 2 messages" };

test("a report of version 1 gets version 2, and its findings a rule that says it was not recorded", () => {
  const old = {
    schemaVersion: 1,
    verdict: "fail",
    results: [{ bus: "streams", findings: [finding] }],
  };
  const findings = [{ ...finding, rule: "lost/not-recorded" }];
  expect(upgradeReport(old)).toEqual({
    schemaVersion: 2,
    verdict: "fail",
    results: [{ bus: "streams", findings }],
  });
});

test("a report of version 2, and a value that is no report, stay as they are", () => {
  const current = { schemaVersion: 2, results: [{ findings: [finding] }] };
  for (const value of [current, { schemaVersion: 3 }, "text", null]) {
    expect(upgradeReport(value)).toBe(value);
  }
});
