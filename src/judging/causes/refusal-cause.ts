import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { countText, durationText, listed } from "../../wording.ts";
import { fateOf } from "../commands/command-fate.ts";
import type { Cause } from "../finding/finding.ts";
import { groupGoneAdvice, isNoGroup } from "./group-gone-cause.ts";

/** Finds an error with which Redis went on to refuse commands, because the bus did not restore what Redis had lost. */
export function refusalCause(history: IndexedHistory): Cause | undefined {
  const script = refusals(history, isNoScript, loadsScripts);
  if (script) {
    return {
      name: "script never loaded again",
      text: `Redis answered NOSCRIPT ${script}, and the script was not loaded again`,
      advice: "At NOSCRIPT load the script again (SCRIPT LOAD, or EVAL) and repeat the command.",
    };
  }
  const group = refusals(history, isNoGroup, createsGroups);
  if (!group) return undefined;
  return {
    name: "group gone",
    text: `Redis answered NOGROUP ${group}, and the group was not created again`,
    advice: groupGoneAdvice,
  };
}

type Test = (command: WireCommand) => boolean;

/** Says how often and to whom Redis gave the error, unless the bus repaired it after the last one. */
function refusals({ wire }: IndexedHistory, isRefusal: Test, repairs: Test): string | undefined {
  const refused = wire.filter(isRefusal);
  const [first, last] = [refused[0], refused.at(-1)];
  if (!first || !last) return undefined;
  const isRepaired = wire.some(
    (command) => command.timeMs > last.timeMs && repairs(command) && fateOf(command) === "executed",
  );
  if (isRepaired) return undefined;
  const roles = listed([...new Set(refused.map(({ process }) => process))]);
  const times = refused.length === 1 ? "once" : `${countText(refused.length)} times`;
  return `${times} to ${roles}, from ${durationText(first.timeMs)} on`;
}

function isNoScript({ error }: WireCommand): boolean {
  return error !== undefined && error.startsWith("NOSCRIPT");
}

function loadsScripts({ command }: WireCommand): boolean {
  return command === "EVAL" || command === "EVALSHA" || command === "SCRIPT LOAD";
}

function createsGroups({ command }: WireCommand): boolean {
  return command === "XGROUP CREATE" || command === "XREADGROUP";
}
