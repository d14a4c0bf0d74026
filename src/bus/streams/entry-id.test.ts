import { expect, test } from "vitest";

import { compareStreamIds, streamIdBefore } from "./entry-id.ts";

test("stream ids are compared by number, not by text", () => {
  expect(compareStreamIds("9-0", "10-0")).toBeLessThan(0);
  expect(compareStreamIds("10-9", "10-10")).toBeLessThan(0);
  expect(compareStreamIds("10-10", "10-10")).toBe(0);
  expect(compareStreamIds("10", "10-0")).toBe(0);
  expect(compareStreamIds("11-0", "10-99")).toBeGreaterThan(0);
});

test("the id before another is the greatest one below it", () => {
  expect(streamIdBefore("10-5")).toBe("10-4");
  expect(compareStreamIds(streamIdBefore("10-0"), "10-0")).toBeLessThan(0);
  expect(compareStreamIds(streamIdBefore("10-0"), "9-123456789")).toBeGreaterThan(0);
  expect(streamIdBefore("0-0")).toBe("0-0");
});
