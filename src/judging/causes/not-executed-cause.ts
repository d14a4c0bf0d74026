import { fateOf } from "../commands/command-fate.ts";
import { publishesOf } from "../commands/publish-commands.ts";
import type { Cause } from "../finding/finding.ts";
import type { LossesInPlace } from "./losses-in-place.ts";
import { shareText } from "./share-text.ts";

/** Finds acknowledged messages that no command carried, or whose commands Redis did not execute. */
export function notExecutedCause({ history, losses }: LossesInPlace): Cause | undefined {
  const publishes = publishesOf(history);
  const seen = losses.filter(({ message }) => publishes.seesAllOf(message.publisher));
  const unsent = seen.filter(({ message }) => publishes.carriersOf(message).length === 0);
  if (unsent.length > 0) {
    return {
      name: "no command carried it",
      text: `publish() resolved for ${shareText(unsent.length, losses.length)}, and no command carried ${unsent.length === 1 ? "it" : "them"} to Redis`,
      advice:
        "publish() resolved and nothing was sent: resolve only after the reply of Redis, and send a buffer again after a reconnect.",
    };
  }
  const refused = seen.filter(({ message }) =>
    publishes.carriersOf(message).every((command) => fateOf(command) !== "executed"),
  );
  if (refused.length === 0) return undefined;
  return {
    name: "not executed",
    text: `publish() resolved for ${shareText(refused.length, losses.length)}, and Redis executed none of the commands that carried ${refused.length === 1 ? "it" : "them"}`,
    advice: "Reject publish if its command is refused, or if its connection ends before the reply.",
  };
}
