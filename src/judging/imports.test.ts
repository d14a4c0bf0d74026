import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

const project = dirname(dirname(import.meta.dirname));
const root = "src/judging";

/** A folder may import only from folders in the rows above it. "." stands for the files in src/judging itself. */
const rows: readonly (readonly string[])[] = [
  ["finding", "facts"],
  ["commands"],
  ["lost", "not-recovered"],
  ["hung"],
  [
    "crashed",
    "dead-lettered",
    "duplicate",
    "early-acknowledgement",
    "false-acknowledgement",
    "false-rejection",
    "leak",
    "no-evidence",
    "overload",
    "rejected",
    "reordered",
    "stuck",
    "unacknowledged",
    "unexpected",
    "zombie",
  ],
  ["figures", "causes"],
  ["."],
];

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const files = execFileSync("git", ["ls-files", root], { cwd: project, encoding: "utf8" })
  .split("\n")
  .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|\/testing\//.test(file));
const imports = files.flatMap(importsOf);

describe("the imports of src/judging", () => {
  test("every folder of rules has a row, and every row a folder", () => {
    const folders = new Set(files.map(folderOf));
    expect([...folders].toSorted()).toEqual(rows.flat().toSorted());
  });

  test("a folder imports only from folders in the rows above it, types included", () => {
    const wrong = imports.filter(({ from, to }) => from !== to && rowOf(to) >= rowOf(from));
    expect(wrong.map(({ file, to }) => `${file} imports from ${to}`)).toEqual([]);
  });

  test("only judge.ts and figures/measure.ts import from more than two folders of findings", () => {
    const shared = new Set(["finding", "facts", "commands", "figures", "."]);
    const byFile = Map.groupBy(
      imports.filter(({ from, to }) => from !== to && !shared.has(to)),
      ({ file }) => file,
    );
    const hubs = [...byFile].filter(([, all]) => new Set(all.map(({ to }) => to)).size > 2);
    expect(hubs.map(([file]) => file).toSorted()).toEqual([
      `${root}/figures/measure.ts`,
      `${root}/judge.ts`,
      `${root}/pages.ts`,
    ]);
  });
});

function importsOf(file: string): Import[] {
  const text = readFileSync(join(project, file), "utf8");
  return [...text.matchAll(/from "(\.[^"]+)"/g)]
    .map(([, path = ""]) => join(dirname(file), path))
    .filter((path) => path.startsWith(`${root}/`) && !path.includes("/testing/"))
    .map((path) => ({ file, from: folderOf(file), to: folderOf(path) }));
}

function folderOf(file: string): string {
  const [folder = ".", ...rest] = file.slice(root.length + 1).split("/");
  return rest.length === 0 ? "." : folder;
}

function rowOf(folder: string): number {
  return rows.findIndex((row) => row.includes(folder));
}
