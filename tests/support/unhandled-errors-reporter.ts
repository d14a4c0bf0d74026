import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

import type { Reporter, SerializedError } from "vitest/node";

/** An error that reached no test: scripts/count-tests.mjs names it at the end of a CI run. */
interface UnhandledError {
  /** Such as `Unhandled Rejection`. */
  readonly type: string;
  readonly message: string;
  /** The test file that ran then; it need not be the cause. */
  readonly file: string;
  /** The test that ran then or just before. */
  readonly test: string;
  readonly stack: readonly string[];
}

/**
 * Creates a reporter that writes the errors outside of every test into a JSON file. Vitest's own JSON report
 * leaves them out, although they fail the run.
 */
export function createUnhandledErrorsReporter(file: string): Reporter {
  return {
    onTestRunEnd(_modules, unhandledErrors) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(unhandledErrors.map(unhandledError), undefined, 2)}\n`);
    },
  };
}

/** Reads the text fields that vitest adds to an error. A test can throw anything, so none of them is certain. */
function unhandledError(error: SerializedError): UnhandledError {
  const path = textOf(error["VITEST_TEST_PATH"]);
  const name = textOf(error.name) || "Error";
  const stack = stripVTControlCharacters(textOf(error.stack)).split("\n");
  return {
    type: textOf(error["type"]) || "Unhandled Error",
    message: `${name}: ${stripVTControlCharacters(textOf(error.message))}`,
    file: path === "" ? "" : relative(process.cwd(), path),
    test: textOf(error["VITEST_TEST_NAME"]),
    stack: stack.map((line) => line.trim()).filter((line) => line.startsWith("at ")),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
