import { describe, expect, test } from "vitest";

import { expectationOf, matches, type Expectation } from "./entry.ts";

describe("matches", () => {
  test.each([
    ["partition/reset", "partition/reset", true],
    ["partition/reset", "partition/reset-twice", false],
    ["*", "partition/reset", true],
    ["partition/*", "partition/reset", true],
    ["partition/*", "restart/reset", false],
    ["leak/*reconnects", "leak/one-group-reconnects", true],
    ["leak/*reconnects", "leak/calm", false],
    ["*half*idle", "partition/half-open-idle", true],
    ["ab*ba", "aba", false],
  ])("the pattern %j and the name %j: %j", (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });
});

describe("expectationOf", () => {
  const first: Expectation = { runs: ["a/b"], verdict: "fail", kinds: ["lost"], because: "" };
  const second: Expectation = { runs: ["a/*"], verdict: "either", kinds: ["leak"], because: "" };
  const entry = { name: "x", library: "x", expected: [first, second] };

  test("the first expectation that names a run decides", () => {
    expect(expectationOf(entry, "a/b")).toBe(first);
    expect(expectationOf(entry, "a/c")).toBe(second);
  });

  test("a run that no expectation names must pass", () => {
    expect(expectationOf(entry, "b/c")).toBeUndefined();
  });
});
