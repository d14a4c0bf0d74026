import { describe, expect, test } from "vitest";

import { compareStreamIds, isStreamId } from "./stream-id.ts";

describe("ids of stream entries", () => {
  test.each(["1-0", "1526919030474-55", "10-10"])("%s is one", (id) => {
    expect(isStreamId(id)).toBe(true);
  });

  test.each(["", "1", "a-1", "1-b", "x12-3", "12-3x", "12-", "-3", "1-2-3"])("%s is none", (id) => {
    expect(isStreamId(id)).toBe(false);
  });

  test("are compared by their time, and by their sequence where that is the same", () => {
    expect(compareStreamIds("9-0", "10-0")).toBeLessThan(0);
    expect(compareStreamIds("10-0", "9-9")).toBeGreaterThan(0);
    expect(compareStreamIds("10-9", "10-10")).toBeLessThan(0);
    expect(compareStreamIds("10-10", "10-9")).toBeGreaterThan(0);
    expect(compareStreamIds("10-1", "10-1")).toBe(0);
  });
});
