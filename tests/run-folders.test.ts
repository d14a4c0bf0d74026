import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

const project = dirname(import.meta.dirname);

/** The folders of src/run. Each may import those before it. The files in src/run itself come last. */
const order = [
  "plan",
  "redis",
  "record",
  "strays",
  "watch",
  "workers",
  "participants",
  "stage",
  "the files of src/run",
];

test("no file in a folder of src/run imports from a later folder", () => {
  const files = execFileSync("git", ["ls-files", "src/run"], { cwd: project, encoding: "utf8" })
    .split("\n")
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const backwards = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => order.indexOf(folderOf(target)) > order.indexOf(folderOf(file)))
      .map((target) => `${file} imports ${target}`),
  );
  expect(new Set(files.map(folderOf))).toEqual(new Set(order));
  expect(backwards).toEqual([]);
});

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(project, file), "utf8");
  return [...text.matchAll(/ from "(\.[^"]+)"/g)]
    .map(([, path = ""]) => join(dirname(file), path))
    .filter((target) => target.startsWith("src/run/"));
}

function folderOf(file: string): string {
  const [, , folder = "", inside] = file.split("/");
  return inside === undefined ? "the files of src/run" : folder;
}
