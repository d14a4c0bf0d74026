import { expect, test } from "vitest";

import { nearestName, suggestion } from "./suggest.ts";

const names = ["restart", "partition", "fan-out", "startup-race", "leak"];

test.each([
  ["restrt", "restart"],
  ["partitoin", "partition"],
  ["start", "startup-race"],
  ["lek", "leak"],
  ["laek", "leak"],
])("nearestName takes %s for %s", (typed, meant) => {
  expect(nearestName(typed, names)).toBe(meant);
});

test.each(["xyz", "", "nope"])("nearestName takes '%s' for no name", (typed) => {
  expect(nearestName(typed, names)).toBeUndefined();
});

test("suggestion lists all names if none is near", () => {
  expect(suggestion("zzz", names)).toBe(`There is: ${names.join(", ")}.`);
});
