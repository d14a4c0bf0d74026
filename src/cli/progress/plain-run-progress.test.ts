import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { hostileText, judgedRun, someTitle } from "../../../tests/support/report-fixtures.ts";
import { createPlainRunProgress } from "./plain-run-progress.ts";
import type { RunProgress } from "./run-progress.ts";

let lines: string[];
let progress: RunProgress;

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  progress = createPlainRunProgress((line) => lines.push(line));
});
afterEach(() => {
  progress[Symbol.dispose]();
  vi.useRealTimers();
});

const title = { ...someTitle, position: 2, total: 6 };

function runOnce(detail: string): void {
  progress.onEvent({ kind: "scenario-started", title });
  progress.onEvent({ kind: "phase", title, phase: "fault", detail, elapsedMs: 10_400 });
  const record = judgedRun();
  progress.onEvent({ kind: "scenario-ended", title, elapsedMs: 91_000, record });
}

test("plain progress prints one line for each change of a run", () => {
  runOnce("SIGKILL redis");
  expect(lines).toEqual([
    "[2/6] restart/sigkill-1s on streams, seed 42",
    "[2/6]     10.4 s  fault     SIGKILL redis",
    "[2/6] 1 min 31 s  verdict   ✓ pass: nothing lost of 990",
  ]);
});

test("plain progress prints no escape code and no CI command, whatever the bus says", () => {
  runOnce(hostileText);
  expect(lines.join("\n")).not.toContain("\u001b");
  expect(lines.filter((line) => line.trimStart().startsWith("::"))).toEqual([]);
});

test("plain progress is never silent for ten seconds, before, during and after a run", () => {
  vi.advanceTimersByTime(9_999);
  expect(lines).toHaveLength(1);
  progress.onEvent({ kind: "scenario-started", title });
  const counts = { published: 4_521, acknowledged: 4_500, inDoubt: 3, delivered: 4_400 };
  for (let second = 1; second <= 30; second += 1) {
    progress.onEvent({ kind: "progress", title, elapsedMs: second * 1_000, ...counts });
    vi.advanceTimersByTime(1_000);
  }
  expect(lines).toHaveLength(2 + 3);
  expect(lines.at(-1)).toContain("27.0 s  setup                           4 521 ▸ 4 400");
});

test("plain progress names every run that is under way after a long silence", () => {
  for (const position of [2, 3]) {
    progress.onEvent({ kind: "scenario-started", title: { ...title, position } });
  }
  progress.onEvent({
    kind: "scenario-ended",
    title,
    elapsedMs: 1,
    record: judgedRun(),
  });
  vi.advanceTimersByTime(9_500);
  expect(lines.at(-1)).toBe("[3/6] restart/sigkill-1s   9.0 s  setup");
});
