import { durationText } from "../../wording.ts";
import { concernsOnItsTopic } from "../commands/command-groups.ts";
import { commandText } from "../commands/command-text.ts";
import type { Cause } from "../finding/finding.ts";
import { placeHints } from "../lost/place-hints.ts";
import { isNoGroup } from "./group-gone-cause.ts";
import type { LossesInPlace } from "./losses-in-place.ts";

/** Says when the group sent its last read, and what came back. */
export function lastReadCause({ history, group }: LossesInPlace): Cause | undefined {
  const reads = history.wire.filter(
    (command) => command.command === "XREADGROUP" && concernsOnItsTopic(group, command, history),
  );
  const last = reads
    .toSorted(
      (left, right) => (left.forwardedMs ?? left.timeMs) - (right.forwardedMs ?? right.timeMs),
    )
    .at(-1);
  if (!last) return undefined;
  const sentMs = last.forwardedMs ?? last.timeMs;
  const endMs = history.drain?.timeMs ?? history.endMs;
  const what = `${commandText(last)} of ${last.process}, sent at ${durationText(sentMs)}`;
  const answer =
    last.error === undefined
      ? last.repliedMs === undefined
        ? "got no reply"
        : "got its reply"
      : `was refused (${last.error})`;
  return {
    name: isNoGroup(last) ? "unread after NOGROUP" : "unread",
    text: `the last read of ${group.label} was ${what}, ${durationText(Math.max(0, endMs - sentMs))} before the drain ended, and ${answer}`,
    advice: placeHints.unread,
  };
}
