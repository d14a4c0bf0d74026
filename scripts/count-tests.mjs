// Prints "N passed, N failed, N skipped" from vitest's JSON reports, and exits with 1 if anything failed or a report
// is missing. Usage: count-tests.mjs FAILED-STEPS REPORT... Runs on the machine's own Node, which may be old.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [failedSteps = "0", ...reports] = process.argv.slice(2);
const testFiles = reports.flatMap((report) => readJson(report)?.testResults ?? []);
const missing = reports.filter((report) => !existsSync(report));
// tests/support/unhandled-errors-reporter.ts writes these files.
const unhandledErrors = reports.flatMap(
  (report) => readJson(join(dirname(report), "unhandled-errors.json")) ?? [],
);
const tests = testFiles.flatMap((file) => file.assertionResults);
const skipped = tests.filter(({ status }) => ["skipped", "pending", "todo"].includes(status));
const failedTests = tests.filter(({ status }) => status === "failed").length;
const shownCharacters = 160;

// Tests of a part that is missing say so in their title; here every part is required.
const skippedForMissingPart = skipped.filter(({ fullName }) => fullName.includes("(skipped: "));
for (const { fullName } of skipped) console.log(`skipped: ${fullName}`);
if (skippedForMissingPart.length > 0)
  console.log(`FAILED: ${skippedForMissingPart.length} skipped because a part is missing`);

// The end of a long log is often all that is kept of it, so the failures are named again here.
for (const { name, assertionResults, message } of testFiles) {
  const failed = assertionResults.filter(({ status }) => status === "failed");
  const file = name.replace(`${process.cwd()}/`, "");
  if (message) console.log(`failed: ${file}: ${firstLine(message)}`);
  for (const { fullName, failureMessages } of failed)
    console.log(`failed: ${file}: ${fullName}: ${firstLine(failureMessages[0] ?? "")}`);
}

const shownErrors = 8;
const shownFrames = 4;
for (const { type, message, file, test, stack } of unhandledErrors.slice(0, shownErrors)) {
  const during = test === "" ? "" : `, at or after the test "${test}"`;
  console.log(
    `failed: ${type}: ${firstLine(message)}: while ${file || "no test file"} ran${during}`,
  );
  for (const frame of stack.slice(0, shownFrames)) console.log(`  ${frame}`);
}

if (unhandledErrors.length > shownErrors)
  console.log(`failed: ${unhandledErrors.length - shownErrors} more errors outside of every test`);

// A file that does not load, or an error outside every test, fails the run without failing a test.
const failures = failedTests + skippedForMissingPart.length + missing.length;
const failed = failures === 0 && Number(failedSteps) > 0 ? Number(failedSteps) : failures;
const passed = tests.filter(({ status }) => status === "passed").length;
for (const report of missing) console.log(`FAILED: there are no results in ${report}`);
if (passed === 0) console.log("FAILED: no test passed");
console.log(
  `${passed} passed, ${failed} failed, ${skipped.length - skippedForMissingPart.length} skipped`,
);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

function firstLine(text) {
  const [first = ""] = text.split("\n");
  return first.slice(0, shownCharacters);
}
