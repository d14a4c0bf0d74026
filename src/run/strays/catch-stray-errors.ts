import { dispatchStrayError } from "./stray-errors.ts";

/**
 * Takes over all errors of this process that reach no caller, and gives each to the run that caused it.
 * `onLeft` gets those that belong to no run.
 *
 * @returns a function that stops.
 */
export function catchStrayErrors(onLeft: (error: unknown) => void): () => void {
  const dispatch = (thrown: unknown, origin: Parameters<typeof dispatchStrayError>[1]): void => {
    const untaken = dispatchStrayError(thrown, origin);
    if (untaken !== undefined) onLeft(untaken.left);
  };
  const onException = (error: unknown): void => dispatch(error, "uncaught-exception");
  const onRejection = (reason: unknown): void => dispatch(reason, "unhandled-rejection");
  process.on("uncaughtException", onException);
  process.on("unhandledRejection", onRejection);
  return () => {
    process.off("uncaughtException", onException);
    process.off("unhandledRejection", onRejection);
  };
}
