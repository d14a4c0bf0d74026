/** Shows on standard error how a command is getting on. Its creator disposes of it. */
export interface Progress extends Disposable {
  /** Prints a line of its own, above lines that are redrawn. */
  say(text: string): void;
}
