import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { UsageError } from "../../errors.ts";
import { findHistories, findReport } from "./find-run.ts";

let command: string;
const runs = ["restart-a-1", "restart-a-2", "restart-a-10"];

beforeEach(() => {
  command = mkdtempSync(join(tmpdir(), "bus-chaos-find-"));
  for (const run of runs) {
    mkdirSync(join(command, run));
    writeFileSync(join(command, run, "history.jsonl"), "");
  }
  mkdirSync(join(command, "something-else"));
  writeFileSync(join(command, "report.json"), "{}");
});
afterEach(() => rmSync(command, { recursive: true, force: true }));

test("findHistories returns the histories of all runs in the folder of a command, in their order", () => {
  const files = runs.map((run) => join(command, run, "history.jsonl"));
  expect(findHistories(command)).toEqual(files);
});

test("findHistories returns the history of a run for its folder and for the file itself", () => {
  const file = join(command, "restart-a-2", "history.jsonl");
  expect(findHistories(join(command, "restart-a-2"))).toEqual([file]);
  expect(findHistories(file)).toEqual([file]);
});

test("findReport finds the report from the folder of the command, of a run, and by its own path", () => {
  const file = join(command, "report.json");
  for (const path of [command, join(command, "restart-a-2"), file]) {
    expect(findReport(path)).toBe(file);
  }
});

test("findHistories and findReport throw a UsageError for a path without such a file", () => {
  expect(() => findHistories(join(command, "nowhere"))).toThrow(UsageError);
  expect(() => findHistories(join(command, "something-else"))).toThrow(UsageError);
  expect(() => findReport(join(command, "nowhere"))).toThrow(UsageError);
});
