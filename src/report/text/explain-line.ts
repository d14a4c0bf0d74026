import { userCommand } from "../../user-command.ts";
import { messageToExplain, type ThingToRepair } from "../model/things-to-repair.ts";

/** Returns the command that explains a message of the worst run, or `undefined` if no message is named. */
export function explainCommandOf(thing: ThingToRepair): string | undefined {
  const found = messageToExplain(thing);
  return found && userCommand("explain", found.directory, found.message);
}

/** Returns the command that repeats the worst run alone, if the report holds it. */
export function repeatCommandOf({ sightings: [worst] }: ThingToRepair): string | undefined {
  return worst.result.command;
}
