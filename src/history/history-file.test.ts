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
  test("readHistory returns the header and the operations that were written", () => {
    expect(read(`${lines.join("\n")}\n`)).toEqual({ header, operations, torn: false });
  });

  test("readHistory gives the fields of schema version 1 their names of version 2", () => {
    const { hasStreamAudit, hasCommands, ...common } = header;
    const old = { ...common, schemaVersion: 1, audited: hasStreamAudit, wired: hasCommands };
    const marks = { forgetful: true, forgetsLastMs: 1000 };
    const fault = { index: 0, timeMs: 1, process: "nemesis", kind: "fault", type: "invoke" };
    const text = [old, { ...fault, ...marks }].map((each) => JSON.stringify(each)).join("\n");
    const upgraded = [{ ...fault, losesAll: true, losesLastMs: 1000 }];
    expect(read(text)).toEqual({ header, operations: upgraded, torn: false });
  });

  test("readHistory fills in the defaults of claims that an older release did not write", () => {
    const { delivery, ordering, deduplicates, replaysFromStart, groups } = header.guarantees;
    const guarantees = { delivery, ordering, deduplicates, replaysFromStart, groups };
    const text = JSON.stringify({ ...header, guarantees });
    expect(read(text).header.guarantees).toEqual({
      ...guarantees,
      confirmsPublish: true,
      sharesWork: true,
      durableOutbox: false,
      redeliversWithinMs: 0,
      reclaimsWithinMs: 0,
      anyTopicName: true,
      retries: { maxAttempts: 0 },
      deadLetters: false,
    });
  });

  test("readHistory leaves out a last line that is cut off, and marks the history as torn", () => {
    const history = read(lines.join("\n").slice(0, -5));
    expect(history).toEqual({ header, operations: operations.slice(0, -1), torn: true });
  });

  test("readHistory accepts a complete last line without a line break", () => {
    expect(read(lines.join("\n"))).toEqual({ header, operations, torn: false });
  });

  test("readHistory reads lines that cross the boundaries of its chunks", () => {
    const error = "ä".repeat(700_000);
    const common = { kind: "publish", type: "fail", process: "publisher-0", message: "p/0" };
    const long = Array.from({ length: 8 }, (_, index) => ({ index, timeMs: 1, ...common, error }));
    const text = [header, ...long].map((each) => JSON.stringify(each)).join("\n");
    expect(read(`${text}\n`).operations).toEqual(long);
  });

  test("readHistory raises an error with the line number of a damaged line in the middle", () => {
    const damaged = lines.with(3, '{"index":2,"tim');
    expect(() => read(`${damaged.join("\n")}\n`)).toThrow(/damaged at line 4/);
  });

  test("readHistory raises an error if an operation is missing in the middle", () => {
    expect(() => read(`${lines.toSpliced(4, 1).join("\n")}\n`)).toThrow(
      /damaged at line 5.*index 3/,
    );
  });

  test("readHistory raises an error for an operation without its required fields", () => {
    expect(() => read(`${lines[0]}\n{"index":0}\n`)).toThrow(/damaged at line 2/);
  });

  test("readHistory raises an error for an unknown schema version", () => {
    const future = JSON.stringify({ ...header, schemaVersion: 3 });
    expect(() => read(`${future}\n`)).toThrow(/schema version 3/);
  });

  test.each(["", '{"schemaVersion":1,"ru'])(
    "readHistory raises an error for a file without a header: %j",
    (text) => {
      expect(() => read(text)).toThrow(HarnessError);
    },
  );

  test("readHistory raises an EnvironmentError for a missing file", () => {
    expect(() => readWholeHistory(join(folder, "nothing"))).toThrow(EnvironmentError);
  });
});
