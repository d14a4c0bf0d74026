import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { leaguePage, type LeagueResult } from "./page.ts";

const project = join(import.meta.dirname, "../..");

/** Writes the page of the league, formatted like the other pages. */
export function writePage(file: string, results: readonly LeagueResult[]): void {
  writeFileSync(file, leaguePage(results));
  const formatter = join(project, "node_modules/.bin/oxfmt");
  execFileSync(formatter, [file], { cwd: project, stdio: ["ignore", "ignore", "inherit"] });
}
