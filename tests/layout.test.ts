import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

const project = dirname(import.meta.dirname);
const listing = ["ls-files", "--cached", "--others", "--exclude-standard", "src", "proof"];
const sources = execFileSync("git", listing, {
  cwd: project,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  // A file that was deleted and not committed yet is still in the list of git.
  .filter((file) => existsSync(join(project, file)));

const mostFilesInAFolder = 20;
/** Folders with one file for each entry of a list. They may be as long as their list. */
const registries = ["src/zoo", "src/scenarios"];
/** A file name that means the same in every folder. */
const sharedNames = new Set(["index.ts"]);

describe("the layout of src and proof", () => {
  test("a folder has at most 20 source files, except the zoo and the scenarios", () => {
    const folders = Map.groupBy(sources, (file) => dirname(file));
    const large = [...folders]
      .filter(
        ([folder, files]) => !registries.includes(folder) && files.length > mostFilesInAFolder,
      )
      .map(([folder, files]) => `${folder}: ${files.length}`);
    expect(large).toEqual([]);
  });

  test("two source files never have the same name, except index.ts", () => {
    const named = sources.filter((file) => !sharedNames.has(basename(file)));
    expect(usedTwice(named, (file) => [basename(file)])).toEqual([]);
  });

  test("two source files never export a type, interface or class of the same name", () => {
    const exported = /^export (?:declare )?(?:abstract )?(?:interface|type|class) (\w+)/gm;
    const typesIn = (file: string): string[] =>
      [...readFileSync(join(project, file), "utf8").matchAll(exported)].map(
        ([, name = ""]) => name,
      );
    expect(usedTwice(sources, typesIn)).toEqual([]);
  });
});

/** Returns each name that several files have, with the files: `groups.ts: src/a/groups.ts, src/b/groups.ts`. */
function usedTwice(
  files: readonly string[],
  namesOf: (file: string) => readonly string[],
): readonly string[] {
  const uses = files.flatMap((file) => namesOf(file).map((name) => ({ name, file })));
  return [...Map.groupBy(uses, ({ name }) => name)]
    .filter(([, found]) => found.length > 1)
    .map(([name, found]) => `${name}: ${found.map(({ file }) => file).join(", ")}`);
}
