import { expect, test } from "vitest";

import type { FindingKind } from "../../src/judging/finding/finding.ts";
import { firstOfEachKind } from "./first-of-each-kind.ts";

interface Some {
  readonly bus: string;
  readonly mustFind: readonly FindingKind[];
}

test("firstOfEachKind picks the first expectation of each kind and none whose kinds are all picked", () => {
  const first: Some = { bus: "a", mustFind: ["lost", "stuck"] };
  const covered: Some = { bus: "b", mustFind: ["stuck"] };
  const partlyNew: Some = { bus: "c", mustFind: ["lost", "leak"] };
  expect(firstOfEachKind([first, covered, partlyNew, first])).toEqual([first, partlyNew]);
});

test("firstOfEachKind picks nothing of nothing", () => {
  expect(firstOfEachKind([])).toEqual([]);
});
