import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { leaguePage, type LeagueResult } from "./page.ts";
import type { StoredBisection } from "./stored-bisections.ts";

const project = join(import.meta.dirname, "../..");

/** Writes the page of the league, formatted like the other pages. */
export function writePage(
  file: string,
  results: readonly LeagueResult[],
  bisections: readonly StoredBisection[],
): void {
  writeFileSync(file, leaguePage(results, bisections));
  const formatter = join(project, "node_modules/.bin/oxfmt");
  execFileSync(formatter, [file], { cwd: project, stdio: ["ignore", "ignore", "inherit"] });
}
