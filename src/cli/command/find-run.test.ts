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

test("the folder of a command stands for all its runs, in their order", () => {
  const files = runs.map((run) => join(command, run, "history.jsonl"));
  expect(findHistories(command)).toEqual(files);
});

test("the folder of a run and its history stand for that run", () => {
  const file = join(command, "restart-a-2", "history.jsonl");
  expect(findHistories(join(command, "restart-a-2"))).toEqual([file]);
  expect(findHistories(file)).toEqual([file]);
});

test("the report is found from the folder of the command, of a run, and by its own path", () => {
  const file = join(command, "report.json");
  for (const path of [command, join(command, "restart-a-2"), file]) {
    expect(findReport(path)).toBe(file);
  }
});

test("what is not there is a usage error", () => {
  expect(() => findHistories(join(command, "nowhere"))).toThrow(UsageError);
  expect(() => findHistories(join(command, "something-else"))).toThrow(UsageError);
  expect(() => findReport(join(command, "nowhere"))).toThrow(UsageError);
});
