import { userCommand } from "../../user-command.ts";

/** Returns the command that explains one message of the run whose history is in `directory`. */
export function explainWith(directory: string, message: string): string {
  return userCommand("explain", directory, message);
}
