import { EnvironmentError, errorText } from "./errors.ts";

/** The option that named the file, or the folder of all files. */
export type OutputOption = "--out" | "--junit" | "--ctrf";

const reasons: Record<string, string> = {
  EROFS: "The file system is read-only",
  EACCES: "This user may not write there",
  EPERM: "This user may not write there",
  ENOSPC: "The disk is full: free some space, or",
  EDQUOT: "The disk quota is used up: free some space, or",
  ENOENT: "The file system takes no folder there",
  ENOTDIR: "A part of the path is a file",
  EEXIST: "A part of the path is a file",
  EISDIR: "There is a folder of that name",
};

const prefix = "cannot write";

/** Returns an error that names the path and the next step. */
export function writeError(
  path: string,
  error: unknown,
  option: OutputOption = "--out",
): EnvironmentError {
  const hint = hintOf(codeOf(error), option);
  return new EnvironmentError(`${prefix} ${path}: ${errorText(error)}`, { hint, cause: error });
}

function hintOf(code: string | undefined, option: OutputOption): string {
  const other = `another ${option === "--out" ? "folder" : "file"} with ${option}`;
  const reason = reasons[code ?? ""];
  if (reason === undefined) return `Name ${other}.`;
  return `${reason}${reason.endsWith(" or") ? "" : ":"} name ${other}.`;
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
