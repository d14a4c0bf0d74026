import { EnvironmentError, errorText } from "./errors.ts";

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

const prefix = "cannot write";

/** Returns an error that names the path and the next step. */
export function writeError(path: string, error: unknown): EnvironmentError {
  const hint = hints[codeOf(error) ?? ""] ?? "Name another folder with --out.";
  return new EnvironmentError(`${prefix} ${path}: ${errorText(error)}`, { hint, cause: error });
}

/** Says whether both errors come from writing, for the same reason: the user needs to read that only once. */
export function isSameWriteError(first: unknown, second: unknown): boolean {
  const reason = reasonOf(first);
  return reason !== undefined && reason === reasonOf(second);
}

function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof EnvironmentError) || !error.message.startsWith(prefix)) return undefined;
  return codeOf(error.cause);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
