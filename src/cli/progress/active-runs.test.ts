import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { someTitle } from "../../../tests/support/report-fixtures.ts";
import { createActiveRuns } from "./active-runs.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const title = { ...someTitle, position: 2, total: 10 };
const other = { ...title, variant: "a-name-that-is-longer-than-any-name-should-be", position: 3 };

function follow() {
  const runs = createActiveRuns();
  runs.follow({ kind: "scenario-started", title });
  runs.follow({ kind: "scenario-started", title: other });
  const phase = { kind: "phase", phase: "fault", elapsedMs: 900 } as const;
  runs.follow({ ...phase, title, detail: "SIGTERM redis", lengthMs: 1_000 });
  runs.follow({ ...phase, title: other, detail: "a detail that fits in no terminal ".repeat(4) });
  const counts = { published: 1_106, acknowledged: 105, inDoubt: 1, delivered: 1_105 };
  runs.follow({ kind: "progress", title, elapsedMs: 1_000, ...counts });
  vi.advanceTimersByTime(400);
  return runs;
}

test("runs that go on are aligned lines with their fault, the time left, and their counts", () => {
  expect(follow().lines({ columns: 100 })).toEqual([
    "[ 2/10] restart/sigkill-1s                             0.4 s  fault    S…, 0.6 s left 1 106 ▸ 1 105",
    "[ 3/10] restart/a-name-that-is-longer-than-any-name…   0.4 s  fault    a detail that fits in no t…",
  ]);
});

test("lines of runs fit a terminal of 80 columns", () => {
  for (const line of follow().lines()) expect(line.length).toBeLessThanOrEqual(80);
});
