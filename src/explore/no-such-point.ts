import { UsageError } from "../errors.ts";
import { commandPositions, type CommandPoint } from "../link/contract/command-point.ts";
import { formatCommand } from "./token.ts";

/** Nothing in the run matches what was asked for: says which commands of which roles there are. */
export function noSuchPoint(asked: string, points: readonly CommandPoint[]): UsageError {
  const [example = ""] = commandsOf(points.filter(({ key }) => key !== undefined));
  return new UsageError(`no command of the run matches ${asked}`, {
    hint: [
      `There is ${commandsOf(points).join(", ")}.`,
      `A token goes on with an occurrence, counted from 1, a position (${commandPositions.join(", ")})`,
      "and an act (fin, rst, blackhole, stall, delay-100 or an error such as LOADING).",
      `Type --only '${example}/*' for all at one of them,`,
      `or --point ${example}/1/before-reply/rst for one point.`,
    ].join(" "),
  });
}

/** `publisher-0/commands/XADD/stream:orders`, each once. */
function commandsOf(points: readonly CommandPoint[]): readonly string[] {
  return [...new Set(points.map(formatCommand))];
}
