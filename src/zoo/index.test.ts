import { readdirSync } from "node:fs";

import { expect, test } from "vitest";

import { noEvidenceBuses, plantedBugs } from "./index.ts";

const otherFiles = ["index.ts", "planted-bug.ts", "source-of.ts"];

test("index.ts lists every bus of its folder, in alphabetical order, and each is named as its file", () => {
  const files = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .filter((file) => !otherFiles.includes(file))
    .toSorted();
  const names = [...plantedBugs, ...noEvidenceBuses].map(({ name }) => `${name}.ts`);
  expect(names.toSorted()).toEqual(files);
  expect(plantedBugs.map(({ name }) => name)).toEqual(
    plantedBugs.map(({ name }) => name).toSorted(),
  );
  expect(plantedBugs.length).toBeGreaterThanOrEqual(32);
});

test.for(plantedBugs)("$name names its expected kinds of finding in alphabetical order", (bug) => {
  for (const { mustFind, mayAlsoFind = [] } of bug.foundBy) {
    expect(mustFind).toEqual(mustFind.toSorted());
    expect(mayAlsoFind).toEqual(mayAlsoFind.toSorted());
    expect(new Set([...mustFind, ...mayAlsoFind]).size).toBe(mustFind.length + mayAlsoFind.length);
  }
});
