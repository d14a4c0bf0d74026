import { exitCodes } from "../errors.ts";
import { dispatchStrayError } from "../run/watch/stray-errors.ts";
import { commands } from "./command/commands.ts";
import { complete, completionQuestion } from "./command/completion/complete.ts";
import { asksForHelp, helpText } from "./option/help.ts";
import type { Dispatch } from "./option/parser.ts";
import { endProcess } from "./process/end-process.ts";
import { exitCodeOfError, failureText } from "./process/failure-text.ts";
import { createOutput, flushOutput, type Output } from "./process/output.ts";

/** Runs one command line and ends the process with its exit code. Never rejects. */
export async function main(words: readonly string[]): Promise<void> {
  const output = createOutput(words);
  const verbose = words.includes("--verbose");
  catchStrayErrors(output);
  const exitCode = await runCommandLine(words, output).catch((error: unknown) => {
    output.note(failureText(error, verbose));
    return exitCodeOfError(error);
  });
  await flushOutput();
  // A bus under test may leave sockets and timers open, which would keep the process alive for ever.
  endProcess(exitCode);
}

async function runCommandLine(words: readonly string[], output: Output): Promise<number> {
  let exitCode: number = exitCodes.pass;
  const dispatch: Dispatch = async (name, raw) => {
    exitCode = await commands[name](raw, output);
  };
  if (asksForHelp(words)) {
    output.data(helpText());
    return exitCode;
  }
  if (words[0] === completionQuestion) {
    output.data((await complete(words)).join("\n"));
    return exitCode;
  }
  const { createParser } = await import("./option/parser.ts");
  await createParser(words, dispatch).parseAsync();
  return exitCode;
}

/** Node itself would end with 1, which here says that a bus lost messages. */
function catchStrayErrors(output: Output): void {
  process.on("uncaughtException", (error) => {
    if (dispatchStrayError(error)) return;
    output.note(failureText(error, true));
    endProcess(exitCodes.harness);
  });
}
