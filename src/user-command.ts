import { basename, relative } from "node:path";

/**
 * Returns a command of this program as this user types it, for hints and reports:
 * `userCommand("doctor", "--clean")` gives `npm run chaos -- doctor --clean` to a user who started
 * the program with `npm run chaos`.
 */
export function userCommand(...words: readonly string[]): string {
  return [commandPrefix(process.env, process.argv[1] ?? ""), ...words.map(quote)].join(" ");
}

/**
 * Returns the words that start this program the way this process was started: through npm, as a
 * file, or as the installed command. Other programs, such as vitest, give the installed command.
 */
export function commandPrefix(environment: NodeJS.ProcessEnv, script: string): string {
  if (environment["npm_lifecycle_event"] === "chaos") return "npm run chaos --";
  const isOwnFile = /^(?:cli\.[jt]s|bus-chaos\.mjs)$/u.test(basename(script));
  if (isOwnFile && !script.includes("node_modules")) {
    return `node ${quote(relative(process.cwd(), script))}`;
  }
  return "npx bus-chaos";
}

/** True if the program is a package in the project of a user, and not a clone of its own repository. */
export const isInstalled = import.meta.url.includes("/node_modules/");

/** Quotes a word for a POSIX shell if it needs quotes. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
