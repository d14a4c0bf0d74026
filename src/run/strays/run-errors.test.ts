import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { afterEach, beforeEach, expect, test } from "vitest";

import { openRecorder } from "../../history/recorder.ts";
import { readWholeHistory } from "../../history/testing/read-whole-history.ts";
import { scriptHeader } from "../../judging/testing/history-builder.ts";
import { changedHistories } from "./late-errors.ts";
import { createRunErrors } from "./run-errors.ts";
import { dispatchStrayError } from "./stray-errors.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-run-errors-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const noBusLog = { print: () => {} };

function openErrors(file = join(folder, "history.jsonl")) {
  const interruption = new AbortController();
  const header = scriptHeader();
  const recorder = openRecorder({ file, header, now: () => 5 });
  const errors = createRunErrors({
    recorder,
    file,
    header,
    elapsedMs: () => 900,
    busLog: noBusLog,
    interrupted: interruption.signal,
  });
  const fail = (text: string, role = "publisher-0") =>
    errors.callBus(role, () => dispatchStrayError(new Error(text), "unhandled-rejection"));
  const end = () => {
    recorder.close();
    errors.historyClosed();
  };
  const stored = () => {
    const found = readWholeHistory(file).operations;
    return found.map((each) =>
      "error" in each ? `${each.process} ${each.timeMs} ${each.error}` : each.kind,
    );
  };
  return { file, errors, fail, end, stored, interruption };
}

test("an error during the run is recorded under the role whose call caused it", () => {
  const { fail, end, stored } = openErrors();
  fail("first");
  fail("second", "subscriber-0");
  end();
  expect(stored()).toEqual(["publisher-0 5 first", "subscriber-0 5 second"]);
});

test("an error after the run is appended to its history, which must be judged again", () => {
  const { file, fail, end, stored } = openErrors();
  fail("first");
  end();
  expect(changedHistories().has(file)).toBe(false);
  fail("late");
  expect(changedHistories().has(file)).toBe(true);
  expect(stored()).toEqual(["publisher-0 5 first", "publisher-0 900 late"]);
});

test("an error after its history was deleted is the only operation of a new one", () => {
  const { file, fail, end, stored } = openErrors();
  fail("first");
  end();
  rmSync(file);
  fail("late");
  expect(stored()).toEqual(["publisher-0 900 late"]);
});

test("an error of a run whose folder has a later run belongs to that later run", () => {
  const earlier = openErrors();
  earlier.end();
  const later = openErrors(earlier.file);
  earlier.fail("late");
  later.end();
  expect(later.stored()).toEqual(["publisher-0 5 late"]);
});

test("an error says if the bus of its role had closed", () => {
  const { file, errors, fail, end } = openErrors();
  errors.busClosed("publisher-0");
  fail("of a closed bus");
  fail("of an open bus", "subscriber-0");
  end();
  const marked = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.includes("afterClose"));
  expect(marked).toHaveLength(1);
});

test("an error after an interruption is not recorded, because the harness closes links under open buses", () => {
  const { fail, end, stored, interruption } = openErrors();
  interruption.abort();
  fail("torn down");
  end();
  fail("later");
  expect(stored()).toEqual([]);
});

test("a call of process.exit ends the run, and nothing that fails after it counts", () => {
  const { errors, fail, end, stored } = openErrors();
  expect(errors.exited.aborted).toBe(false);
  errors.callBus("publisher-0", () => dispatchStrayError(new Error("process.exit(0)"), "exit"));
  expect(errors.exited.aborted).toBe(true);
  fail("after the exit");
  end();
  expect(stored()).toEqual(["publisher-0 5 process.exit(0)"]);
});

test("a run that has ended lets go of its recorder, although its errors still belong to it", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const endRun = (): WeakRef<object> => {
    const recorder = { record: () => 0, count: 3, failure: undefined };
    const interrupted = new AbortController().signal;
    const file = join(folder, "history.jsonl");
    const header = scriptHeader();
    const busLog = noBusLog;
    const options = { recorder, file, header, elapsedMs: () => 1, busLog, interrupted };
    createRunErrors(options).historyClosed();
    return new WeakRef(recorder);
  };
  const recorder = endRun();
  // A WeakRef holds its target until the present turn of the event loop is over.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect(recorder.deref()).toBeUndefined();
});
