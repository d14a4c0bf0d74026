import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Creates a folder and those above it that are missing. The option `recursive` of `mkdir` does the same, but never
 * returns in a file system that answers ENOENT for a folder that exists, as /proc does.
 *
 * @throws the error of the file system; `ENOTDIR` if a part of the path is a file.
 */
export async function createFolders(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EEXIST" || code === "EROFS" || code === "EACCES" || code === "EPERM") {
      if (await isFolder(path)) return;
      throw error;
    }
    const above = dirname(path);
    if (code !== "ENOENT" || above === path) throw error;
    // Another command may have created the folder above in between.
    if (!(await isFolder(above))) await createFolders(above);
    await mkdir(path).catch(async (again: unknown) => {
      // Or this one.
      if (!(await isFolder(path))) throw again;
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
