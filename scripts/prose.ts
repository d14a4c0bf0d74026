/**
 * Prints the sentences that CONTRIBUTING.md forbids, in the files whose paths begin with one of the
 * parameters, or in all. Exits with 1 if there is one. `tests/prose.test.ts` checks the same.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { findRiddles, isChecked } from "../tests/support/prose/find-riddles.ts";

const root = dirname(import.meta.dirname);
const wanted = process.argv.slice(2);
/** Tracked files, and new ones that git does not ignore. */
const listing = ["ls-files", "--cached", "--others", "--exclude-standard"];
const files = execFileSync("git", listing, { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => isChecked(file) && existsSync(join(root, file)))
  .filter((file) => wanted.length === 0 || wanted.some((path) => file.startsWith(path)));
const riddles = files.flatMap((file) =>
  findRiddles(file, readFileSync(join(root, file), "utf8")).map((riddle) => ({ file, ...riddle })),
);
for (const { file, line, text, reason } of riddles) {
  console.log(`${file}:${line}  ${text}\n    ${reason}`);
}
console.log(`${riddles.length} in ${files.length} files`);
process.exitCode = riddles.length === 0 ? 0 : 1;
