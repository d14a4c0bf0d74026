import { failureText } from "../process/failure-text.ts";
import type { Output } from "../process/output.ts";

/** Does the work. Prints and returns the error that ended it, or returns `undefined`. */
export async function noteFailure(
  work: () => Promise<void>,
  output: Output,
  verbose = false,
): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    output.note(failureText(error, verbose));
    return error;
  }
}
