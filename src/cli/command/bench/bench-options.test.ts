import { expect, test } from "vitest";

import { UsageError } from "../../../errors.ts";
import { readOptions, readWords, type RawOptions } from "../../option/read-options.ts";
import { benchOptions, benchWords, checkBenchOptions } from "./bench-options.ts";

function readBenchOptions(raw: RawOptions) {
  const values = { ...readWords(benchWords, raw), ...readOptions(benchOptions, raw) };
  checkBenchOptions(values);
  return values;
}

test("a benchmark without options is the quick one, on any Redis", () => {
  expect(readBenchOptions({})).toEqual({
    bench: "block",
    quick: false,
    full: false,
    provider: "auto",
    redisUrl: undefined,
    allowRemote: false,
    out: "reports",
    json: false,
  });
});

test("every option of a benchmark is read", () => {
  const raw = {
    bench: "block",
    full: true,
    provider: "external",
    "redis-url": "redis://127.0.0.1:6379",
    "allow-remote": true,
    out: "elsewhere",
    json: true,
  };
  expect(readBenchOptions(raw)).toEqual({
    bench: "block",
    quick: false,
    full: true,
    provider: "external",
    redisUrl: "redis://127.0.0.1:6379",
    allowRemote: true,
    out: "elsewhere",
    json: true,
  });
});

test.each([
  { quick: true, full: true },
  { bench: "throughput" },
  { provider: "cloud" },
  { "redis-url": "http://127.0.0.1" },
])("the benchmark options %o are refused", (raw) => {
  expect(() => readBenchOptions(raw)).toThrow(UsageError);
});
