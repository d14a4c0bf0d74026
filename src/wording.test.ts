import { describe, expect, test } from "vitest";

import { counted, durationText, countText, listed, tally } from "./wording.ts";

describe("durationText", () => {
  test("a duration shorter than a second is shown in milliseconds", () => {
    expect([0, 0.44, 9.9, 9.96, 850, 999].map(durationText)).toEqual([
      "0 ms",
      "0.4 ms",
      "9.9 ms",
      "10 ms",
      "850 ms",
      "999 ms",
    ]);
  });

  test("a duration of up to a minute is shown in seconds with three digits", () => {
    expect([999.6, 1_000, 2_400, 2_346, 12_345, 30_000, 59_949].map(durationText)).toEqual([
      "1 s",
      "1 s",
      "2.4 s",
      "2.35 s",
      "12.3 s",
      "30 s",
      "59.9 s",
    ]);
  });

  test("a longer duration is shown in minutes and seconds", () => {
    expect([59_960, 90_000, 120_000, 3_725_000].map(durationText)).toEqual([
      "1 min",
      "1 min 30 s",
      "2 min",
      "62 min 5 s",
    ]);
  });

  test("an infinite duration is shown as never", () => {
    expect(durationText(Infinity)).toBe("never");
  });
});

describe("counts and lists", () => {
  test("a count has a space between thousands", () => {
    expect([0, 999, 1_000, 45_210, 1_234_567].map(countText)).toEqual([
      "0",
      "999",
      "1 000",
      "45 210",
      "1 234 567",
    ]);
  });

  test("a count stands with its noun in the singular or the plural", () => {
    expect([
      counted(1, "message"),
      counted(2_040, "message"),
      counted(2, "publish", "publishes"),
    ]).toEqual(["1 message", "2 040 messages", "2 publishes"]);
  });

  test("a list names four parts and counts the others", () => {
    expect(listed(["a", "b", "c", "d"])).toBe("a, b, c, d");
    expect(listed(["a", "b", "c", "d", "e", "f"])).toBe("a, b, c, d and 2 more");
  });

  test("a tally starts with the most frequent name", () => {
    expect(tally(["trimmed", "unread", "unread"])).toBe("2 unread, 1 trimmed");
  });

  test("a tally of one name shows no figure", () => {
    expect([tally(["unread"]), tally(["unread", "unread"])]).toEqual(["unread", "all unread"]);
  });
});
