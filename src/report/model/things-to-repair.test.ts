import { describe, expect, test } from "vitest";

import { lossyResult, lostFinding, someResult } from "../../../tests/support/report-fixtures.ts";
import type { Result } from "./run-report.ts";
import { consequencesOf, thingsToRepair } from "./things-to-repair.ts";

type ReportedFinding = Result["findings"][number];

function unknown(rule: ReportedFinding["rule"]): ReportedFinding {
  return { ...lostFinding, verdict: "unknown", kind: "no-evidence", rule, messages: [] };
}

const failedCall = unknown("no-evidence/uncaught-error");
const nothing = unknown("no-evidence/nothing-published");
const noDrain = unknown("no-evidence/no-drain");

function rulesOf(findings: Result["findings"], verdict: Result["verdict"] = "unknown"): unknown {
  const results = [someResult({ verdict, findings })];
  return [thingsToRepair(results).map(({ rules }) => rules[0]), consequencesOf(results)];
}

test("only the trouble of Redis is to repair in a run that had one", () => {
  const full = unknown("no-evidence/redis-cannot-write");
  const lost = unknown("lost/never-received");
  expect(rulesOf([{ ...lost, kind: "lost" }, full, noDrain])).toEqual([
    ["no-evidence/redis-cannot-write"],
    ["lost/never-received", "no-evidence/no-drain"],
  ]);
});

describe("things to repair in a run that ended early", () => {
  test("if open fails, all that the run lacks is a consequence of that call", () => {
    expect(rulesOf([nothing, failedCall, noDrain])).toEqual([
      ["no-evidence/uncaught-error"],
      ["no-evidence/nothing-published", "no-evidence/no-drain"],
    ]);
  });

  test("if close fails after the drain, what the run lacks is to repair besides", () => {
    expect(rulesOf([nothing, failedCall])).toEqual([
      ["no-evidence/nothing-published", "no-evidence/uncaught-error"],
      [],
    ]);
  });

  test("a run without a drain and without a failed call keeps everything that it lacks", () => {
    expect(rulesOf([nothing, noDrain])).toEqual([
      ["no-evidence/nothing-published", "no-evidence/no-drain"],
      [],
    ]);
  });

  test("a failed call in a run that failed is a consequence, because the failure comes first", () => {
    const { findings } = lossyResult();
    expect(rulesOf([...findings, failedCall, noDrain], "fail")).toEqual([
      [findings[0]?.rule],
      ["no-evidence/uncaught-error", "no-evidence/no-drain"],
    ]);
  });
});
