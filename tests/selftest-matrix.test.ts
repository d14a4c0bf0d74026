import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { scenarioOf } from "../src/selftest/expectation.ts";
import { catalogue } from "../src/selftest/selftest.ts";

const project = dirname(import.meta.dirname);

describe("the kill matrix in docs/selftest.md", () => {
  const lines = readFileSync(join(project, "docs/selftest.md"), "utf8").split("\n");
  const start = lines.findIndex((line) => /^\| bus +\| restart/u.test(line));
  const rows = lines.slice(start).map(cellsOf);
  const [headings = []] = rows;
  const matrix = rows.slice(
    2,
    rows.findIndex((cells) => cells.length === 1),
  );

  test("has every scenario and every bus", () => {
    expect(headings).toEqual(["bus", ...catalogue.scenarios]);
    const buses = [...catalogue.expectations, ...catalogue.vacuous].map(({ bus }) => bus);
    expect(matrix.map(([bus = ""]) => bus).toSorted()).toEqual([...new Set(buses)].toSorted());
  });

  test.for(catalogue.expectations)("shows that $run finds $bus", ({ bus, run, finds }) => {
    const row = matrix.find(([name]) => name === bus);
    const cell = row?.[headings.indexOf(scenarioOf({ run }))];
    expect(cell?.split(", ")).toEqual(expect.arrayContaining([...finds]));
  });
});

function cellsOf(line: string): string[] {
  return line
    .replaceAll(/^\||\|$/gu, "")
    .split("|")
    .map((cell) => cell.trim());
}
