import { expect, test } from "vitest";

import { lossyResult, someCounts, someResult } from "../../../tests/support/report-fixtures.ts";
import { repeatCells } from "../text/repeat-table.ts";
import { summariseRepeats } from "./repeat-summary.ts";

const runs = [370, 0, 368].map((lost, index) =>
  lossyResult({
    repetition: index + 1,
    verdict: lost === 0 ? "pass" : "fail",
    counts: { ...someCounts, lost },
    recovery: { lowerMs: 100, upperMs: lost === 370 ? null : 200 + lost, limitMs: 30_000 },
  }),
);

test("repeated runs are summed up as median, worst and number of lossy runs", () => {
  const [summary, ...others] = summariseRepeats(runs);
  expect(others).toEqual([]);
  expect(summary).toMatchObject({
    runs: 3,
    failed: 2,
    lossy: 2,
    lost: { median: 368, worst: 370 },
  });
});

test("a run that never recovered counts as the worst recovery", () => {
  const summaries = summariseRepeats(runs);
  expect(summaries[0]?.recoveryMs).toEqual({ median: 568, worst: Infinity });
  expect(summaries.map(repeatCells)[0]?.at(-1)).toBe("568 ms / never");
});

test("a single run of each bus has no summary", () => {
  expect(summariseRepeats([someResult(), someResult({ bus: "pubsub" })])).toEqual([]);
});

test("runs that were not applicable have no summary", () => {
  const skipped = someResult({ verdict: "not-applicable" });
  expect(summariseRepeats([skipped, skipped])).toEqual([]);
});
