// @ts-check

/** The program cannot start on this machine. The message is one line, and says what to type. */
export class LaunchError extends Error {
  /** @override */
  name = "LaunchError";
}
