import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";
import type { SerializedError } from "vitest/node";

import { createUnhandledErrorsReporter } from "./support/unhandled-errors-reporter.ts";

const program = join(dirname(import.meta.dirname), "scripts/count-tests.mjs");
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-count-tests-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Returns what the end of a CI run prints if one test passed and the reporter got these errors. */
function printedEnd(
  errors: readonly object[],
  failedSteps: number,
  moreReports: readonly string[] = [],
): string[] {
  const report = join(folder, "tests.json");
  const passed = { fullName: "a test", status: "passed", failureMessages: [] };
  const testResults = [{ name: "a.test.ts", message: "", assertionResults: [passed] }];
  writeFileSync(report, JSON.stringify({ testResults }));
  const reporter = createUnhandledErrorsReporter(join(folder, "unhandled-errors.json"));
  void reporter.onTestRunEnd?.([], errors as SerializedError[], "failed");
  const words = [program, `${failedSteps}`, report, ...moreReports];
  const counting = spawnSync(process.execPath, words, { encoding: "utf8" });
  return [...counting.stdout.trim().split("\n"), `exit code ${counting.status}`];
}

test("the end of a CI run names an error outside of every test, its test file and its place", () => {
  const error = {
    type: "Unhandled Rejection",
    name: "TimeoutError",
    message: "Command timed out\nand more",
    stack: "TimeoutError: Command timed out\n    at a (/a.ts:1:2)\n    at b (/b.ts:3:4)",
    VITEST_TEST_PATH: join(process.cwd(), "src/a.test.ts"),
    VITEST_TEST_NAME: "waits for Redis",
  };
  expect(printedEnd([error], 1)).toEqual([
    'failed: Unhandled Rejection: TimeoutError: Command timed out: while src/a.test.ts ran, at or after the test "waits for Redis"',
    "  at a (/a.ts:1:2)",
    "  at b (/b.ts:3:4)",
    "1 passed, 1 failed, 0 skipped",
    "exit code 1",
  ]);
});

test("the end of a CI run names a thrown value without any field, and counts errors beyond the eighth", () => {
  const printed = printedEnd(
    Array.from({ length: 10 }, () => ({})),
    1,
  );
  expect(printed[0]).toBe("failed: Unhandled Error: Error: : while no test file ran");
  expect(printed[8]).toBe("failed: 2 more errors outside of every test");
});

test("the end of a CI run without such errors is the count of the tests", () => {
  expect(printedEnd([], 0)).toEqual(["1 passed, 0 failed, 0 skipped", "exit code 0"]);
});

test("the end of a CI run counts the tests of all reports, and a report that is missing as a failure", () => {
  const missing = join(folder, "long/tests.json");
  expect(printedEnd([], 0, [missing])).toEqual([
    `FAILED: there are no results in ${missing}`,
    "1 passed, 1 failed, 0 skipped",
    "exit code 1",
  ]);
  const other = join(folder, "tests.json");
  expect(printedEnd([], 0, [other])).toEqual(["2 passed, 0 failed, 0 skipped", "exit code 0"]);
});
