import { describe, expect, test } from "vitest";

import { scriptHistory } from "../testing/history-builder.ts";
import { momentText, overlaps } from "./fault-windows.ts";

const { faults } = scriptHistory()
  .fault({ at: 100, healAt: 200, name: "a cut" })
  .fault({ at: 500, healAt: null, name: "a freeze" })
  .build();

describe("momentText", () => {
  test.each([
    [99, "before the first fault"],
    [100, "during a cut, 0 ms after it was injected"],
    [199, "during a cut, 99 ms after it was injected"],
    [200, "0 ms after a cut was healed"],
    [499, "299 ms after a cut was healed"],
    [9000, "during a freeze, 8.5 s after it was injected"],
  ])("the moment at %i ms is told as: %s", (timeMs, text) => {
    expect(momentText(faults, timeMs)).toBe(text);
  });

  test("a moment of a run without faults is told as such", () => {
    expect(momentText([], 10)).toBe("in a run without faults");
  });
});

test.each([
  [50, 99, false],
  [50, 100, true],
  [200, 300, true],
  [201, 300, false],
])("a window from 100 to 200 overlaps the time from %i to %i: %s", (startMs, endMs, is) => {
  const [fault] = faults;
  expect(overlaps({ fault: fault!, fromMs: 100, toMs: 200 }, startMs, endMs)).toBe(is);
});
