import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { brokenJudges } from "../proof/broken-judges/broken-judges.ts";
import { everyScope } from "../proof/scopes/every-scope.ts";
import { countText } from "../src/wording.ts";

const page = readFileSync(join(dirname(import.meta.dirname), "docs", "proofs.md"), "utf8");

test("docs/proofs.md lists every scope of the proof with its number of histories", () => {
  const rows = [...page.matchAll(/^\| (.+?) +\| +([\d ]+) \| `/gmu)];
  const listed = rows.map(([, name, count]) => [name, count]);
  expect(listed).toEqual(everyScope.map(({ name, size }) => [name, countText(size)]));
});

test("docs/proofs.md states the number of histories and of broken judges", () => {
  const total = everyScope.reduce((sum, { size }) => sum + size, 0);
  expect(page).toContain(`${countText(total)} histories`);
  expect(page).toContain(`${Object.keys(brokenJudges).length} broken judges`);
});
