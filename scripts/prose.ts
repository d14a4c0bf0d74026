/**
 * Prints the sentences that CONTRIBUTING.md forbids, in the files whose paths begin with one of the
 * parameters, or in all. Exits with 1 if there is one. `tests/prose.test.ts` checks the same.
 */
import { execFileSync } from "node:child_process";
import { dirname } from "node:path";

import { findRiddles } from "../tests/support/prose/find-riddles.ts";

const root = dirname(import.meta.dirname);
const wanted = process.argv.slice(2);
const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => /\.(?:[mc]?ts|mjs|md|sh)$|^\.ci\/run$/.test(file))
  .filter((file) => wanted.length === 0 || wanted.some((path) => file.startsWith(path)));
const riddles = files.flatMap((file) => findRiddles(root, file));
for (const { file, line, text, reason } of riddles) {
  console.log(`${file}:${line}  ${text}\n    ${reason}`);
}
console.log(`${riddles.length} in ${files.length} files`);
process.exitCode = riddles.length === 0 ? 0 : 1;
