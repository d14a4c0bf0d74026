import { dispatchStrayError } from "../../run/watch/stray-errors.ts";

const exit = process.exit.bind(process);

/** Ends the process, also while `process.exit` is forbidden. */
export function endProcess(exitCode: number): never {
  return exit(exitCode);
}

/**
 * A bus under test shares this process. If it ended it, its exit code would be taken for a verdict
 * and no report written, so from now on `process.exit` throws where it is called.
 */
export function forbidExit(): void {
  process.exit = (exitCode) => {
    const error = new Error(`process.exit(${exitCode ?? ""}) was called by the bus`);
    // The bus may swallow what is thrown, but not this.
    dispatchStrayError(error);
    throw error;
  };
}
