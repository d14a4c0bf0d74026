import { expect, test } from "vitest";

import { nearestName, suggestion } from "./suggest.ts";

const names = ["restart", "partition", "fan-out", "startup-race", "leak"];

test.each([
  ["restrt", "restart"],
  ["partitoin", "partition"],
  ["start", "startup-race"],
  ["lek", "leak"],
])("%s is taken for %s", (typed, meant) => {
  expect(nearestName(typed, names)).toBe(meant);
});

test.each(["xyz", "", "nope"])("'%s' is taken for nothing", (typed) => {
  expect(nearestName(typed, names)).toBeUndefined();
});

test("where nothing is near, everything is listed", () => {
  expect(suggestion("zzz", names)).toBe(`There is: ${names.join(", ")}.`);
});
