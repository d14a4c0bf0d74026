import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { judgedRun } from "../../tests/support/report-fixtures.ts";
import { readHistory } from "../history/history-file.ts";
import { scriptHeader } from "../judging/testing/history-builder.ts";
import { keepHistories } from "./keep-histories.ts";
import { historyFileOf } from "./run-folder.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-keep-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function runWith(verdict: "pass" | "fail", name: string) {
  const directory = join(folder, name);
  mkdirSync(directory);
  const operation = { index: 0, timeMs: 1, kind: "phase", type: "info", process: "harness" };
  const lines = [scriptHeader(), { ...operation, phase: "setup" }];
  writeFileSync(
    historyFileOf(directory),
    lines.map((each) => `${JSON.stringify(each)}\n`).join(""),
  );
  const { judgement } = judgedRun();
  return judgedRun({ directory, judgement: { ...judgement, verdict } });
}

test("a history of a run that passed is compressed and can be read; that of a failure stays as it is", async () => {
  const passed = runWith("pass", "passed");
  const failed = runWith("fail", "failed");
  await keepHistories([passed, failed], "all");
  expect(readdirSync(passed.directory)).toEqual(["history.jsonl.gz"]);
  expect(readdirSync(failed.directory)).toEqual(["history.jsonl"]);
  const operations: unknown[] = [];
  const stored = readHistory(historyFileOf(passed.directory), (each) => operations.push(each));
  expect(stored).toMatchObject({ torn: false, header: { seed: scriptHeader().seed } });
  expect(operations).toHaveLength(1);
});

test("only histories of runs that did not pass stay if the user wants no others", async () => {
  const passed = runWith("pass", "passed");
  const failed = runWith("fail", "failed");
  const interrupted = { ...runWith("pass", "interrupted"), interrupted: true };
  await keepHistories([passed, failed, interrupted], "failed");
  expect(readdirSync(passed.directory)).toEqual([]);
  expect(existsSync(historyFileOf(failed.directory))).toBe(true);
  expect(existsSync(historyFileOf(interrupted.directory))).toBe(true);
});

test("two records of one history, and a history that is gone, are no errors", async () => {
  const passed = runWith("pass", "passed");
  await keepHistories([passed, passed, judgedRun({ directory: join(folder, "none") })], "all");
  expect(readdirSync(passed.directory)).toEqual(["history.jsonl.gz"]);
});
