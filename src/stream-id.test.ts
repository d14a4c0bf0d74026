import { describe, expect, test } from "vitest";

import { compareStreamIds, isStreamId, streamIdBefore } from "./stream-id.ts";

describe("stream ids", () => {
  test.each(["1-0", "1526919030474-55", "10-10"])("%s is recognised as a stream id", (id) => {
    expect(isStreamId(id)).toBe(true);
  });

  test.each(["", "1", "a-1", "1-b", "x12-3", "12-3x", "12-", "-3", "1-2-3"])(
    '"%s" is not taken for a stream id',
    (id) => {
      expect(isStreamId(id)).toBe(false);
    },
  );

  test("stream ids are compared by number, not by text", () => {
    expect(compareStreamIds("9-0", "10-0")).toBeLessThan(0);
    expect(compareStreamIds("10-0", "9-9")).toBeGreaterThan(0);
    expect(compareStreamIds("10-9", "10-10")).toBeLessThan(0);
    expect(compareStreamIds("10-10", "10-9")).toBeGreaterThan(0);
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
});
