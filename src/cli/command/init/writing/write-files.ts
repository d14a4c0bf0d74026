import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { ignoredFolder } from "./other-files.ts";

/** A file that `init` writes. */
export interface NewFile {
  /** Relative to the folder of the project. */
  readonly path: string;
  readonly text: string;
}

/** The outcome for a file. */
export interface WrittenFile {
  readonly path: string;
  readonly outcome: "wrote" | "replaced" | "kept" | "extended";
}

/** Writes the files. A file that exists is kept unless `force` is true. */
export function writeFiles(
  folder: string,
  files: readonly NewFile[],
  force: boolean,
): readonly WrittenFile[] {
  return files.map(({ path, text }) => {
    const target = join(folder, path);
    const exists = existsSync(target);
    if (exists && !force) return { path, outcome: "kept" };
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    return { path, outcome: exists ? "replaced" : "wrote" };
  });
}

/** Adds the folder of reports to .gitignore, if it is not there yet. */
export function extendGitignore(folder: string): readonly WrittenFile[] {
  const path = ".gitignore";
  const target = join(folder, path);
  const text = existsSync(target) ? readFileSync(target, "utf8") : "";
  if (/^\/?reports\/?\s*$/mu.test(text)) return [];
  const start = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  writeFileSync(target, `${start}${ignoredFolder}\n`);
  return [{ path, outcome: text === "" ? "wrote" : "extended" }];
}
