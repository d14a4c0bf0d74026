import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { parseSync, Visitor } from "oxc-parser";
import { expect, test } from "vitest";

const project = dirname(import.meta.dirname);

/** `chaos` is the name of another tool on many machines; ours starts by npm, npx or as a file. */
const bareCommand = /(?<!bus-)(?<!npm run )\bchaos (?=[A-Za-z[<-])/u;

test("no message names a command as `chaos COMMAND`, which no user can type", () => {
  const files = globSync("src/**/*.ts", { cwd: project }).filter((file) => !isTest(file));
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) =>
    stringsIn(readFileSync(join(project, file), "utf8"))
      .filter((text) => bareCommand.test(text))
      .map((text) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
});

test.each([
  ["see `chaos list`", true],
  ["chaos --help", true],
  ["npm run chaos -- list", false],
  ["npx bus-chaos list", false],
  ["chaos: the disk is full", false],
])("the pattern for a bare command matches %j: %s", (text, isBare) => {
  expect(bareCommand.test(text)).toBe(isBare);
});

function isTest(file: string): boolean {
  return file.includes(".test.") || file.includes("/testing/");
}

function stringsIn(source: string): string[] {
  const texts: string[] = [];
  new Visitor({
    Literal: ({ value }) => void (typeof value === "string" && texts.push(value)),
    TemplateLiteral: ({ quasis }) =>
      void texts.push(quasis.map(({ value }) => value.raw).join("…")),
  }).visit(parseSync("a.ts", source).program);
  return texts;
}
