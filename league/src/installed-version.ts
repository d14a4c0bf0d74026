import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const league = join(import.meta.dirname, "..");

/** Returns the version of a package that is installed in the folder of the league. */
export function installedVersion(library: string): string {
  const file = join(league, "node_modules", library, "package.json");
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return version;
}

/** The message for a league without its libraries. */
export const notInstalled =
  "the libraries of the league are not installed; run: npm ci --prefix league";

export function isLeagueInstalled(): boolean {
  return existsSync(join(league, "node_modules"));
}
