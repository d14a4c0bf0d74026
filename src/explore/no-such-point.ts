import { UsageError } from "../errors.ts";
import { actText } from "../faults/command/command-acts.ts";
import { commandPositions } from "../history/struck-command.ts";
import { errorReplyNames, type CommandPoint } from "../link/contract/command-point.ts";
import { connectionActs } from "./faults-at-command.ts";
import { formatCommand } from "./token.ts";

/** Creates the error for a pattern or token that matches no command; its hint lists the commands. */
export function noSuchPoint(asked: string, points: readonly CommandPoint[]): UsageError {
  const [example = ""] = commandsOf(points.filter(({ key }) => key !== undefined));
  return new UsageError(`no command of the run matches ${asked}`, {
    hint: [
      `The run has ${commandsOf(points).join(", ")}.`,
      `After the command a token has an occurrence, counted from 1, a position (${commandPositions.join(", ")})`,
      `and an act (${connectionActs.map(actText).join(", ")} or an error such as ${errorReplyNames[0]}).`,
      `Use --only '${example}/*' for all points at this command,`,
      `or --point ${example}/1/before-reply/rst for one point.`,
    ].join(" "),
  });
}

/** Returns each command once, as the first part of a token: `publisher-0/commands/XADD/stream:orders`. */
function commandsOf(points: readonly CommandPoint[]): readonly string[] {
  return [...new Set(points.map(formatCommand))];
}
