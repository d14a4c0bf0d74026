import { mkdir, rename, rm, symlink } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";

import { EnvironmentError, errorText } from "../../errors.ts";
import { writeError } from "../../write-error.ts";
import { createFolders } from "./create-folders.ts";

const mostAttempts = 100;

/**
 * Creates the folder of a command and returns its path. Adds a number if another command of the same
 * second has the folder. It is called before a run, so that a full disk is noticed early.
 */
export async function createCommandFolder(planned: string): Promise<string> {
  try {
    await createFolders(dirname(planned));
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const folder = attempt === 1 ? planned : `${planned}-${attempt}`;
      if (await createFresh(folder)) return folder;
    }
  } catch (error) {
    throw writeError(planned, error);
  }
  throw new EnvironmentError(`${mostAttempts} folders named ${planned} exist already`, {
    hint: "Remove old reports, or name another folder with --out.",
  });
}

async function createFresh(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Points the link `<out>/latest` at the folder. It is a convenience, so a failure has no other effect.
 *
 * @returns the failure as a sentence, or `undefined`.
 */
export async function linkLatest(out: string, folder: string): Promise<string | undefined> {
  const link = join(out, "latest");
  const draft = `${link}.${process.pid}.tmp`;
  try {
    await symlink(relative(resolve(out), resolve(folder)), draft);
    await rename(draft, link);
    return undefined;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    return `cannot update ${link}: ${errorText(error)}`;
  }
}
