import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { countText, durationText } from "../../wording.ts";
import { fateOf } from "../commands/command-fate.ts";
import { concernsOnItsTopic } from "../commands/command-groups.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import type { Cause } from "../finding/finding.ts";
import type { LossesInPlace } from "./losses-in-place.ts";

export const groupGoneAdvice =
  "Redis came back without the group: at NOGROUP create it again at 0, with MKSTREAM, and read on.";

/** Finds a group that Redis no longer has, with the replies that told the bus so. */
export function groupGoneCause({ history, group }: LossesInPlace): Cause | undefined {
  const audit = factsOf(history).audits.get(group.topic);
  if (!audit || audit.positionOf(group.name)) return undefined;
  const destroyed = history.wire.find(
    (command) =>
      command.command === "XGROUP DESTROY" &&
      concernsOnItsTopic(group, command, history) &&
      command.reply === "1",
  );
  const by = destroyed
    ? `: ${destroyed.process} destroyed it at ${durationText(destroyed.executedMs ?? 0)}`
    : "";
  return {
    name: "group gone",
    text: `Redis has no ${group.label} any more${by}; ${noGroupText(history, group)}`,
    advice: groupGoneAdvice,
  };
}

function noGroupText(history: IndexedHistory, group: Group): string {
  const refused = history.wire.filter(
    (command) => isNoGroup(command) && concernsOnItsTopic(group, command, history),
  );
  const [first] = refused;
  const lastMs = refused.at(-1)?.timeMs ?? 0;
  if (!first) return "its subscribers sent no command that would have told them";
  const again = history.wire.some(
    (command) =>
      command.command === "XGROUP CREATE" &&
      concernsOnItsTopic(group, command, history) &&
      fateOf(command) === "executed" &&
      command.timeMs > lastMs,
  );
  const times = refused.length === 1 ? "once" : `${countText(refused.length)} times`;
  const end = again ? "it was created again later" : "it was never created again";
  return `Redis answered NOGROUP ${times} from ${durationText(first.timeMs)} on, and ${end}`;
}

/** Returns whether Redis answered that it has no such group. A fault of the link can give this answer in its place. */
export function isNoGroup({ error, forwardedMs }: WireCommand): boolean {
  return error !== undefined && error.startsWith("NOGROUP") && forwardedMs !== undefined;
}
