import { exitCodes } from "../errors.ts";
import { catchStrayErrors } from "../run/strays/catch-stray-errors.ts";
import { commands } from "./command-line/commands.ts";
import { complete, completionQuestion } from "./command-line/complete.ts";
import { helpSubject, helpText } from "./command-line/help.ts";
import type { Dispatch } from "./command-line/parser.ts";
import { colourOption, verboseOption } from "./option/shared-options.ts";
import { endProcess } from "./process/end-process.ts";
import { exitCodeOfError, failureText } from "./process/failure-text.ts";
import { createOutput, flushOutput, type Output } from "./process/output.ts";

/** Runs one command line and ends the process with its exit code. Never rejects. */
export async function main(words: readonly string[]): Promise<void> {
  const given = ({ name }: { readonly name: string }) => words.includes(`--${name}`);
  const output = createOutput({ plain: given(colourOption.noColor) });
  const verbose = given(verboseOption.verbose);
  // Node would use 1, the code for a failed verdict.
  catchStrayErrors((error) => {
    output.note(failureText(error, true));
    endProcess(exitCodeOfError(error));
  });
  const exitCode = await runCommandLine(words, output).catch((error: unknown) => {
    output.note(failureText(error, verbose));
    return exitCodeOfError(error);
  });
  await flushOutput();
  // A bus under test may leave sockets and timers open, and they would keep the process alive.
  endProcess(exitCode);
}

async function runCommandLine(words: readonly string[], output: Output): Promise<number> {
  let exitCode: number = exitCodes.pass;
  const dispatch: Dispatch = async (name, raw) => {
    exitCode = await commands[name].execute(raw, output);
  };
  const subject = helpSubject(words);
  if (subject !== undefined) {
    output.data(helpText(subject));
    return exitCode;
  }
  if (words[0] === completionQuestion) {
    output.data((await complete(words)).join("\n"));
    return exitCode;
  }
  const { createParser } = await import("./command-line/parser.ts");
  await createParser(words, dispatch).parseAsync();
  return exitCode;
}
