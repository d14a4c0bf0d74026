import yargs from "yargs";

import { exitCodes } from "../../../errors.ts";

/** The name of the installed program. `chaos` alone is another tool on many machines. */
const installedName = "bus-chaos";

/**
 * Prints a script for bash or zsh that asks this program for completions. The completion command of
 * yargs itself prints the script too, but then fails because parsing is strict.
 */
export function completionCommand(): number {
  yargs([]).scriptName(installedName).showCompletionScript();
  return exitCodes.pass;
}
