/**
 * Prints the sentences that break the style sheet of CONTRIBUTING.md, in the files whose paths begin with
 * one of the parameters, or in all files. Exits with 1 if it finds any. `tests/prose.test.ts` checks the same.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { checkedFiles } from "../tests/support/prose/checked-files.ts";
import { findIssues } from "../tests/support/prose/find-issues.ts";

const root = dirname(import.meta.dirname);
const wanted = process.argv.slice(2);
const files = checkedFiles(root).filter(
  (file) => wanted.length === 0 || wanted.some((path) => file.startsWith(path)),
);
const issues = files.flatMap((file) =>
  findIssues(file, readFileSync(join(root, file), "utf8")).map((issue) => ({ file, ...issue })),
);
for (const { file, line, text, reason } of issues) {
  console.log(`${file}:${line}  ${text}\n    ${reason}`);
}
console.log(`${issues.length} in ${files.length} files`);
process.exitCode = issues.length === 0 ? 0 : 1;
