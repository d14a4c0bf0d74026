import { rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { EnvironmentError, errorText } from "../../errors.ts";
import { createFolders } from "./create-folders.ts";

const hints: Record<string, string> = {
  EROFS: "The file system is read-only: name another folder with --out.",
  EACCES: "This user may not write there: name another folder with --out.",
  EPERM: "This user may not write there: name another folder with --out.",
  ENOSPC: "The disk is full: free some space, or name a folder on another disk with --out.",
  EDQUOT: "The disk quota is used up: free some space, or name another folder with --out.",
  ENOENT: "The file system takes no folder there: name another folder with --out.",
  ENOTDIR: "A part of the path is a file: name another folder with --out.",
  EEXIST: "A part of the path is a file: name another folder with --out.",
  EISDIR: "There is a folder of that name: name another file.",
};

/** Writes a draft and renames it, so that a reader sees the old file or the whole new one, never a part. */
export async function writeFileAtomically(path: string, content: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await createFolders(dirname(path));
    await writeFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw writeError(path, error);
  }
}

/** Returns an error that names the path and the next step. */
export function writeError(path: string, error: unknown): EnvironmentError {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const hint = hints[code] ?? "Name another folder with --out.";
  return new EnvironmentError(`cannot write ${path}: ${errorText(error)}`, { hint, cause: error });
}
