import { dispatchStrayError } from "../../run/strays/stray-errors.ts";

const exit = process.exit.bind(process);

/** Ends the process, also while `process.exit` is forbidden. */
export function endProcess(exitCode: number): never {
  return exit(exitCode);
}

/**
 * Makes `process.exit` throw from now on. A bus under test shares this process: if it could end it, its
 * exit code would look like a verdict, and no report would be written.
 */
export function forbidExit(): void {
  process.exit = (exitCode) => {
    const error = new Error(`the bus called process.exit(${exitCode ?? ""})`);
    // The bus may catch the error that is thrown, but its run still hears of it here.
    dispatchStrayError(error, "exit");
    throw error;
  };
}
