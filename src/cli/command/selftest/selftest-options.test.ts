import { expect, test } from "vitest";

import { UsageError } from "../../../errors.ts";
import { readSelftestOptions } from "./selftest-options.ts";

test("without options it is the standard one with a fixed seed", () => {
  expect(readSelftestOptions({})).toEqual({
    mode: "standard",
    only: undefined,
    seed: 1,
    out: "reports",
    json: false,
    quiet: false,
  });
});

test("every option is taken over", () => {
  const raw = { full: true, only: "cuts-payloads", seed: "7", out: "x", json: true, quiet: true };
  expect(readSelftestOptions(raw)).toEqual({
    mode: "full",
    only: "cuts-payloads",
    seed: 7,
    out: "x",
    json: true,
    quiet: true,
  });
  expect(readSelftestOptions({ canary: true }).mode).toBe("canary");
});

test.each([
  [{ canary: true, full: true }, "--canary and --full exclude each other"],
  [{ canary: true, only: "cuts-payloads" }, "--canary and --only exclude each other"],
  [{ seed: "-1" }, "--seed must be a whole number"],
])("%j is wrong usage", (raw, message) => {
  expect(() => readSelftestOptions(raw)).toThrow(UsageError);
  expect(() => readSelftestOptions(raw)).toThrow(message);
});
