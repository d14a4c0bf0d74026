import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { isChecked } from "./find-issues.ts";

/** Returns the files whose sentences are checked: tracked files, and new ones that git does not ignore. */
export function checkedFiles(root: string): readonly string[] {
  const listing = ["ls-files", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", listing, { cwd: root, encoding: "utf8" }).split("\n");
  // Git also lists tracked files that were deleted and not committed yet.
  return files.filter((file) => isChecked(file) && existsSync(join(root, file)));
}
