import { counted, durationText } from "../../wording.ts";
import { concernsOnItsTopic } from "../commands/command-groups.ts";
import type { Cause } from "../finding/finding.ts";
import type { LossesInPlace } from "./losses-in-place.ts";

/** Finds an XGROUP DELCONSUMER of a consumer that still had pending entries: Redis forgets them with it. */
export function consumerDeletedCause({ history, group }: LossesInPlace): Cause | undefined {
  const deletions = history.wire.filter(
    (command) =>
      command.command === "XGROUP DELCONSUMER" &&
      concernsOnItsTopic(group, command, history) &&
      Number(command.reply) > 0,
  );
  const [first] = deletions;
  if (!first) return undefined;
  const pending = deletions.reduce((sum, { reply }) => sum + Number(reply), 0);
  return {
    name: "consumer deleted with pending entries",
    text: `${first.process} deleted a consumer of ${group.label} with XGROUP DELCONSUMER at ${durationText(first.executedMs ?? first.timeMs)}: ${counted(pending, "pending entry", "pending entries")} went with it, and no consumer gets them any more`,
    advice: "Claim the pending entries of a consumer (XAUTOCLAIM) before you delete it.",
  };
}
