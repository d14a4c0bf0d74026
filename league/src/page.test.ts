import { expect, test } from "vitest";

import type { Result } from "../../src/report/model/run-report.ts";
import { compareRuns } from "./compare.ts";
import type { LeagueEntry } from "./entry.ts";
import { leaguePage } from "./page.ts";
import { createFailure, createResult } from "./testing/league-runs.ts";

function pageOf(results: readonly Result[]): string {
  const entry: LeagueEntry = {
    name: "some-library",
    library: "some-library",
    expected: [
      {
        runs: ["partition/reset"],
        verdict: "fail",
        kinds: ["lost"],
        because: "it never reads its pending entries again",
      },
    ],
  };
  const runs = compareRuns(entry, results);
  const environment = {
    redisVersion: "7.0.15",
    provider: "process",
    link: "embedded",
    nodeVersion: "v24.0.0",
    platform: "linux x64",
    cpus: 2,
    busChaosVersion: "0.1.0",
  };
  const report = { startedAt: "2026-01-31T12:00:00.000Z", environment };
  return leaguePage([{ entry, version: "1.2.3", report, runs }]);
}

test("the page shows versions, figures of all repeats, and the reason of each expected failure", () => {
  const page = pageOf([
    createResult({ lost: 3, verdict: "fail", findings: [createFailure("lost/never-received")] }),
    createResult({ lost: 1, verdict: "fail", findings: [createFailure("lost/never-received")] }),
  ]);
  expect(page).toContain("| some-library | some-library | 1.2.3 | defaults |");
  expect(page).toContain("| some-library | fail | 0 of 2 | lost | 3, 2 runs |  |  |");
  expect(page).toContain(
    "2 of 2 runs have the expected verdict: 0 false alarms, 0 misses, 0 unknown.",
  );
  expect(page).toContain(
    "### some-library\n\n- Fails `partition/reset` (lost): it never reads its pending entries again.",
  );
});

test("the page marks a run that must fail and passed", () => {
  const page = pageOf([createResult({ seed: 7 })]);
  expect(page).toContain("| some-library | fail | **1 of 1** |");
  expect(page).toContain(
    "- **miss**: some-library, `partition/reset`, seed 7: it must fail, because it never reads its pending entries again",
  );
});
