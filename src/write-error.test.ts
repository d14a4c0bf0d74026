import { expect, test } from "vitest";

import { EnvironmentError } from "./errors.ts";
import { isSameWriteError, writeError } from "./write-error.ts";

const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
const readOnly = Object.assign(new Error("EROFS: read-only file system"), { code: "EROFS" });

test("an error of writing names the path and the way out", () => {
  expect(writeError("out/history.jsonl", full)).toMatchObject({
    message: "cannot write out/history.jsonl: ENOSPC: no space left on device",
    hint: expect.stringContaining("The disk is full"),
  });
});

test("an error of writing a file that an option named asks for another value of that option", () => {
  expect(writeError("/proc/junit.xml", readOnly, "--junit").hint).toBe(
    "The file system is read-only: name another file with --junit.",
  );
  expect(writeError("ctrf.json", full, "--ctrf").hint).toBe(
    "The disk is full: free some space, or name another file with --ctrf.",
  );
});

test("errors of writing two files are the same if they have the same reason", () => {
  expect(isSameWriteError(writeError("a", full), writeError("b", full))).toBe(true);
  expect(isSameWriteError(writeError("a", full), writeError("b", readOnly))).toBe(false);
});

test("an error of something else is not the same as an error of writing", () => {
  const other = new EnvironmentError("Redis did not start", { cause: full });
  expect(isSameWriteError(other, writeError("b", full))).toBe(false);
  expect(isSameWriteError(undefined, writeError("b", full))).toBe(false);
});
