import { isSameWriteError } from "../../write-error.ts";
import { failureText, firstError } from "../process/failure-text.ts";
import type { Output } from "../process/output.ts";

interface NoteOptions {
  readonly output: Output;
  readonly verbose?: boolean;
  /** An error that the user has read already. If the disk is full, it is not said again of the next file. */
  readonly shown?: unknown;
}

/** Does the work. Prints and returns the error that ended it, or returns `undefined`. */
export async function noteFailure(
  work: () => Promise<void>,
  { output, verbose = false, shown }: NoteOptions,
): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!isSameWriteError(firstError(shown), error)) output.note(failureText(error, verbose));
    return error;
  }
}
