import { publishesOf } from "../commands/publish-commands.ts";
import type { Cause } from "../finding/finding.ts";
import type { LossesInPlace } from "./losses-in-place.ts";
import { shareText } from "./share-text.ts";

const publishing = new Set(["PUBLISH", "SPUBLISH"]);

/** Finds messages whose PUBLISH Redis executed without any receiver. */
export function noReceiverCause({ history, losses }: LossesInPlace): Cause | undefined {
  const publishes = publishesOf(history);
  const unheard = losses.filter(({ message }) =>
    publishes
      .carriersOf(message)
      .some(({ command, reply }) => publishing.has(command) && reply === "0"),
  );
  if (unheard.length === 0) return undefined;
  return {
    name: "PUBLISH without a subscriber",
    text: `Redis answered 0 to the PUBLISH of ${shareText(unheard.length, losses.length)}: no subscriber was connected to the channel`,
    advice:
      "Let subscribe resolve only after Redis has confirmed SUBSCRIBE, subscribe again at once after a reconnect, and report the gap in between with a notice.",
  };
}
