import { expect, test } from "vitest";

import { compareRuns } from "./compare.ts";
import type { LeagueEntry } from "./entry.ts";
import { leaguePage } from "./page.ts";
import { createFailure, createResult } from "./testing/league-runs.ts";

test("the page shows versions, figures of all repeats, and the reason of each expected failure", () => {
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
  const runs = compareRuns(entry, [
    createResult({ lost: 3, verdict: "fail", findings: [createFailure("lost/never-received")] }),
    createResult({ lost: 1, verdict: "fail", findings: [createFailure("lost/never-received")] }),
  ]);
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
  const page = leaguePage([{ entry, version: "1.2.3", report, runs }]);
  expect(page).toContain("| some-library | some-library | 1.2.3 | defaults |");
  expect(page).toContain("| some-library | 0 of 2 | lost | 3 | 2 |  |");
  expect(page).toContain(
    "- `partition/reset` fails (lost): it never reads its pending entries again.",
  );
});
