import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { durationText } from "../../wording.ts";
import { fateOf } from "../commands/command-fate.ts";
import type { Cause } from "../finding/finding.ts";
import type { LossesInPlace } from "./losses-in-place.ts";

/** Finds a command of the bus that deleted everything, or the stream of these messages. */
export function wipedByBusCause({ history, losses }: LossesInPlace): Cause | undefined {
  const [{ message }] = losses;
  const streams = new Set(
    history.wire.filter(({ command }) => command === "XADD").map(({ key }) => key),
  );
  const wipe = history.wire.find(
    (command) =>
      isWipe(command, streams) &&
      fateOf(command) === "executed" &&
      (command.executedMs ?? 0) >= message.invokedMs,
  );
  if (!wipe) return undefined;
  const { process, command, key, executedMs = 0 } = wipe;
  const what = key === undefined ? command : `${command} ${key}`;
  return {
    name: `deleted by ${command}`,
    text: `${process} sent ${what} at ${durationText(executedMs)}: the bus itself deleted these messages`,
    advice: `Do not send ${command} while messages are on their way.`,
  };
}

const wipes = new Set(["FLUSHALL", "FLUSHDB"]);
const removals = new Set(["DEL", "UNLINK"]);

function isWipe({ command, key }: WireCommand, streams: ReadonlySet<string | undefined>): boolean {
  return wipes.has(command) || (removals.has(command) && key !== undefined && streams.has(key));
}
