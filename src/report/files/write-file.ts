import { rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { type OutputOption, writeError } from "../../write-error.ts";
import { createFolders } from "./create-folders.ts";

/** Writes a draft and renames it, so that a reader sees the old file or the whole new one, never a part. */
export async function writeFileAtomically(
  path: string,
  content: string,
  option?: OutputOption,
): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await createFolders(dirname(path));
    await writeFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw writeError(path, error, option);
  }
}
