import { expect, test } from "vitest";

import type { RunReport } from "../../src/report/model/run-report.ts";
import { judgeAgain } from "./judge-again.ts";
import { createResult } from "./testing/league-runs.ts";

test("a run whose history is gone keeps its result", async () => {
  const results = [
    createResult({ directory: null, verdict: "not-applicable" }),
    createResult({ directory: "/nowhere/partition-reset-1", lost: 3 }),
  ];
  const stored = { version: "1.0.0", report: { results } as RunReport };
  expect(await judgeAgain(stored)).toEqual(stored);
});
