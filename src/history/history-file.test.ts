import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { EnvironmentError, HarnessError } from "../errors.ts";
import { scriptHeader, scriptHistory } from "../judging/testing/history-builder.ts";
import { readWholeHistory } from "./testing/read-whole-history.ts";

const header = scriptHeader();
const operations = scriptHistory().subscribe({}).exchange("publisher-0/0", 10).operations();
const lines = [header, ...operations].map((each) => JSON.stringify(each));

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "history-"));
  file = join(folder, "history.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string) {
  writeFileSync(file, text);
  return readWholeHistory(file);
}

describe("reading a history", () => {
  test("gives back what was written", () => {
    expect(read(`${lines.join("\n")}\n`)).toEqual({ header, operations, torn: false });
  });

  test("gives the fields of schema version 1 their names of version 2", () => {
    const { hasStreamAudit, hasCommands, ...common } = header;
    const old = { ...common, schemaVersion: 1, audited: hasStreamAudit, wired: hasCommands };
    const marks = { forgetful: true, forgetsLastMs: 1000 };
    const fault = { index: 0, timeMs: 1, process: "nemesis", kind: "fault", type: "invoke" };
    const text = [old, { ...fault, ...marks }].map((each) => JSON.stringify(each)).join("\n");
    const upgraded = [{ ...fault, losesAll: true, losesLastMs: 1000 }];
    expect(read(text)).toEqual({ header, operations: upgraded, torn: false });
  });

  test("does without the last line if that is cut off, and says so", () => {
    const history = read(lines.join("\n").slice(0, -5));
    expect(history).toEqual({ header, operations: operations.slice(0, -1), torn: true });
  });

  test("takes a last line that lacks only its line break", () => {
    expect(read(lines.join("\n"))).toEqual({ header, operations, torn: false });
  });

  test("reads lines that lie across the boundaries of its chunks", () => {
    const error = "ä".repeat(700_000);
    const common = { kind: "publish", type: "fail", process: "publisher-0", message: "p/0" };
    const long = Array.from({ length: 8 }, (_, index) => ({ index, timeMs: 1, ...common, error }));
    const text = [header, ...long].map((each) => JSON.stringify(each)).join("\n");
    expect(read(`${text}\n`).operations).toEqual(long);
  });

  test("refuses a line in the middle that is damaged, and names it", () => {
    const damaged = lines.with(3, '{"index":2,"tim');
    expect(() => read(`${damaged.join("\n")}\n`)).toThrow(/damaged at line 4/);
  });

  test("refuses a history with a hole", () => {
    expect(() => read(`${lines.toSpliced(4, 1).join("\n")}\n`)).toThrow(
      /damaged at line 5.*index 3/,
    );
  });

  test("refuses an operation without its parts", () => {
    expect(() => read(`${lines[0]}\n{"index":0}\n`)).toThrow(/damaged at line 2/);
  });

  test("refuses a version that it does not know", () => {
    const future = JSON.stringify({ ...header, schemaVersion: 3 });
    expect(() => read(`${future}\n`)).toThrow(/schema version 3/);
  });

  test.each(["", '{"schemaVersion":1,"ru'])("refuses a file without a header: %j", (text) => {
    expect(() => read(text)).toThrow(HarnessError);
  });

  test("says that there is no such file", () => {
    expect(() => readWholeHistory(join(folder, "nothing"))).toThrow(EnvironmentError);
  });
});
