import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { EnvironmentError } from "../errors.ts";
import { scriptHeader } from "../judging/testing/history-builder.ts";
import type { Operation, OperationDraft } from "./operation.ts";
import { openRecorder } from "./recorder.ts";
import { readWholeHistory } from "./testing/read-whole-history.ts";

const phase: OperationDraft = { kind: "phase", type: "info", process: "harness", phase: "steady" };
const header = scriptHeader();

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "recorder-"));
  file = join(folder, "history.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the recorder", () => {
  test("the recorder adds an index and a time in microseconds to each operation", () => {
    let timeMs = 0;
    const recorder = openRecorder({ file, header, now: () => (timeMs += 1.23456) });
    expect([recorder.record(phase), recorder.record(phase)]).toEqual([0, 1]);
    recorder.close();
    expect(recorder.count).toBe(2);
    expect(readWholeHistory(file)).toEqual({
      header,
      torn: false,
      operations: [
        { ...phase, index: 0, timeMs: 1.235 },
        { ...phase, index: 1, timeMs: 2.469 },
      ],
    });
  });

  test("the recorder writes the header before the first operation", () => {
    const recorder = openRecorder({ file, header, now: () => 0 });
    expect(readWholeHistory(file).header).toEqual(header);
    recorder.close();
  });

  test("the recorder writes an operation to the file soon, without a flush", async () => {
    const recorder = openRecorder({ file, header, now: () => 0 });
    recorder.record(phase);
    await vi.waitFor(() => expect(readWholeHistory(file).operations).toHaveLength(1));
    recorder.close();
  });

  test("the recorder writes to the file at once when 64 KiB are buffered", () => {
    const recorder = openRecorder({ file, header, now: () => 0 });
    for (let count = 0; count < 2000; count++) recorder.record(phase);
    expect(readFileSync(file).length).toBeGreaterThan(64 * 1024);
    recorder.close();
    expect(readWholeHistory(file).operations).toHaveLength(2000);
  });

  test("the recorder passes every operation to its watchers exactly as it is stored", () => {
    const watched: Operation[] = [];
    const watchers = [(operation: Operation) => void watched.push(operation)];
    const recorder = openRecorder({ file, header, now: () => 7, watchers });
    recorder.record(phase);
    recorder.close();
    expect(watched).toEqual(readWholeHistory(file).operations);
  });

  test("the recorder records nothing after it was closed", () => {
    const recorder = openRecorder({ file, header, now: () => 0 });
    recorder.close();
    recorder.record(phase);
    recorder.close();
    expect(recorder.count).toBe(0);
  });

  test("opening a recorder raises an EnvironmentError if it cannot create the file", () => {
    const missing = join(folder, "missing", "history.jsonl");
    expect(() => openRecorder({ file: missing, header, now: () => 0 })).toThrow(EnvironmentError);
  });
});

describe.skipIf(process.platform !== "linux")("a recorder that cannot write", () => {
  test("opening a recorder raises an error on a full disk", () => {
    expect(() => openRecorder({ file: "/dev/full", header, now: () => 0 })).toThrow(/ENOSPC/);
  });

  test("a recorder that cannot write throws once, stops recording and keeps the reason", () => {
    execFileSync("mkfifo", [file]);
    const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const recorder = openRecorder({ file, header, now: () => 0 });
    closeSync(reader);
    recorder.record(phase);
    expect(() => recorder.flush()).toThrow(/EPIPE/);
    expect(recorder.failure).toBeInstanceOf(EnvironmentError);
    expect(recorder.record(phase)).toBe(1);
    expect(recorder.count).toBe(1);
    expect(() => recorder.close()).not.toThrow();
  });

  test("a recorder whose write in the background failed throws at the next call", async () => {
    execFileSync("mkfifo", [file]);
    const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const recorder = openRecorder({ file, header, now: () => 0 });
    closeSync(reader);
    recorder.record(phase);
    await vi.waitFor(() => expect(recorder.failure).toBeDefined());
    expect(() => recorder.record(phase)).toThrow(EnvironmentError);
    expect(() => recorder.record(phase)).not.toThrow();
    recorder.close();
  });
});
