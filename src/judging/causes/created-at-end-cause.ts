import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { durationText } from "../../wording.ts";
import { fateOf } from "../commands/command-fate.ts";
import { concernsOnItsTopic } from "../commands/command-groups.ts";
import type { Cause } from "../finding/finding.ts";
import type { LossesInPlace } from "./losses-in-place.ts";
import { shareText } from "./share-text.ts";

/**
 * Finds the command that put a group at the end of the stream, past messages that it had to get.
 *
 *      10 ms  publisher-0/0 is acknowledged
 *      40 ms  Redis executes XGROUP CREATE … billing $
 *     → billing was created at `$`, after publisher-0/0
 */
export function createdAtEndCause({ history, group, losses }: LossesInPlace): Cause | undefined {
  const moves = history.wire.filter(
    (command) => concernsOnItsTopic(group, command, history) && movesToEnd(command),
  );
  for (const { process, command, executedMs = 0 } of moves) {
    const before = losses.filter(({ message }) => message.invokedMs < executedMs);
    if (before.length === 0) continue;
    const verb = command === "XGROUP CREATE" ? "created" : "moved";
    const advice =
      "Create the group at 0, before the first publish: at `$` it skips all that is in the stream.";
    const text = `${process} ${verb} ${group.label} at \`$\` at ${durationText(executedMs)}, after ${shareText(before.length, losses.length)} had been published`;
    return { name: `group ${verb} at $`, text, advice };
  }
  return undefined;
}

function movesToEnd(command: WireCommand): boolean {
  const { options = [] } = command;
  const isMove = command.command === "XGROUP CREATE" || command.command === "XGROUP SETID";
  return isMove && options[0] === "$" && fateOf(command) === "executed";
}
