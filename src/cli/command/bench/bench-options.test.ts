import { expect, test } from "vitest";

import { UsageError } from "../../../errors.ts";
import { readBenchOptions } from "./bench-options.ts";

test("without options it is the quick one on any Redis", () => {
  expect(readBenchOptions({})).toEqual({
    bench: "block",
    full: false,
    provider: "auto",
    redisUrl: undefined,
    allowRemote: false,
    out: "reports",
    json: false,
  });
});

test("every option is taken over", () => {
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
])("%o is refused", (raw) => {
  expect(() => readBenchOptions(raw)).toThrow(UsageError);
});
