import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { detectionHeadings, everyOther } from "../src/selftest/detection-table.ts";
import { scenarioOf } from "../src/selftest/expectation.ts";
import { collectGoals } from "../src/selftest/selftest-goals.ts";
import { selftestInputs } from "../src/selftest/selftest-inputs.ts";

const goals = collectGoals(selftestInputs, 1);
const page = readFileSync(join(dirname(import.meta.dirname), "docs/selftest.md"), "utf8");
const lines = page.split("\n").map(cellsOf);
const start = lines.findIndex((cells) => cells.join() === detectionHeadings.join());
const table = lines.slice(start + 2);
const rows = table
  .slice(
    0,
    table.findIndex((cells) => cells.length === 1),
  )
  .map(([bus = "", scenario = "", findings = "", silent = ""]) => ({
    bus,
    scenario,
    findings: findings.split(", "),
    silent: silent.split(", ").filter((name) => name !== ""),
  }));

test("docs/selftest.md says how many planted bugs the zoo has", () => {
  expect(page).toContain(`gives it ${goals.bugs.length} buses with one planted bug each`);
});

const rewrite = "make it pass by `npm run docs:selftest` after a selftest";

describe(`the table in docs/selftest.md (${rewrite})`, () => {
  test("the table in docs/selftest.md names the buses of the zoo, each with the scenarios that find it", () => {
    const expected = [...goals.expectations, ...goals.noEvidence].map(
      (each) => `${each.bus} ${scenarioOf(each)}`,
    );
    const found = rows.map(({ bus, scenario }) => `${bus} ${scenario}`);
    expect(found.toSorted()).toEqual([...new Set(expected)].toSorted());
  });

  test.for(rows)("the table in docs/selftest.md names the findings of $bus in $scenario", (row) => {
    const expected = goals.expectations.filter(
      (each) => each.bus === row.bus && scenarioOf(each) === row.scenario,
    );
    const must = expected.flatMap(({ mustFind }) => mustFind);
    const may = expected.flatMap(({ mayAlsoFind = [] }) => mayAlsoFind);
    const isUnknown = expected.length === 0;
    expect(row.findings).toEqual(expect.arrayContaining(isUnknown ? ["unknown"] : must));
    expect([...must, ...may, ...(isUnknown ? ["unknown"] : [])]).toEqual(
      expect.arrayContaining(row.findings),
    );
  });

  test.for(goals.scenarioProofs)(
    "the table in docs/selftest.md shows that only $scenario finds $bus",
    ({ bus, scenario }) => {
      const own = rows.filter((row) => row.bus === bus);
      expect(own.map((row) => row.scenario)).toEqual([scenario]);
      expect(own[0]?.silent).toEqual([everyOther]);
    },
  );
});

function cellsOf(line: string): string[] {
  return line
    .replaceAll(/^\||\|$/gu, "")
    .split("|")
    .map((cell) => cell.trim());
}
