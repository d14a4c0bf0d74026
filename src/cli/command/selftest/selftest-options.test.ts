import { expect, test } from "vitest";

import { UsageError } from "../../../errors.ts";
import { readOptions, type RawOptions } from "../../option/read-options.ts";
import { checkSelftestOptions, selftestOptions } from "./selftest-options.ts";

function readSelftestOptions(raw: RawOptions) {
  const values = readOptions(selftestOptions, raw);
  checkSelftestOptions(values);
  return values;
}

test("a selftest without options is the standard one, with the fixed seed 1", () => {
  expect(readSelftestOptions({})).toEqual({
    canary: false,
    full: false,
    only: undefined,
    seed: 1,
    out: "reports",
    json: false,
    quiet: false,
  });
});

test("every option of a selftest is read", () => {
  const raw = { full: true, only: "cuts-payloads", seed: "7", out: "x", json: true, quiet: true };
  expect(readSelftestOptions(raw)).toEqual({
    canary: false,
    full: true,
    only: "cuts-payloads",
    seed: 7,
    out: "x",
    json: true,
    quiet: true,
  });
  expect(readSelftestOptions({ canary: true })).toMatchObject({ canary: true, full: false });
});

test.each([
  [{ canary: true, full: true }, "--canary and --full exclude each other"],
  [{ canary: true, only: "cuts-payloads" }, "--canary and --only exclude each other"],
  [{ seed: "-1" }, "--seed must be a whole number"],
])("the selftest options %j are refused", (raw, message) => {
  expect(() => readSelftestOptions(raw)).toThrow(UsageError);
  expect(() => readSelftestOptions(raw)).toThrow(message);
});
