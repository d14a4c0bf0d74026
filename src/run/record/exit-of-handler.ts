/** The error by which a handler asks to end the process of its subscriber. Only a process of its own can be ended so. */
export class ExitOfHandler extends Error {
  override readonly name = "ExitOfHandler";
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`the handler plan ends the process with exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}
