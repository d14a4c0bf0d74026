import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { countText, durationText, listed } from "../../wording.ts";
import { fateOf } from "../commands/command-fate.ts";
import type { Cause } from "../finding/finding.ts";
import { placeHints } from "../lost/place-hints.ts";
import type { LossesInPlace } from "./losses-in-place.ts";

/** Finds the commands of the bus that cut the stream. */
export function trimmedByCause({ history }: LossesInPlace): Cause | undefined {
  const cuts = history.wire.filter((command) => mayTrim(command) && fateOf(command) === "executed");
  const [first] = cuts.toSorted((left, right) => (left.executedMs ?? 0) - (right.executedMs ?? 0));
  if (!first) return undefined;
  const roles = listed([...new Set(cuts.map(({ process }) => process))]);
  const times = cuts.length === 1 ? "once" : `${countText(cuts.length)} times`;
  const when = `${cuts.length === 1 ? "at" : "from"} ${durationText(first.executedMs ?? 0)}${cuts.length === 1 ? "" : " on"}`;
  return {
    name: `trimmed by ${first.command}`,
    text: `${roles} cut the stream with ${trimText(first)}, ${times}, ${when}`,
    advice: placeHints.trimmed,
  };
}

function mayTrim({ command, options }: WireCommand): boolean {
  return command === "XTRIM" || (command === "XADD" && options !== undefined);
}

function trimText({ command, options = [] }: WireCommand): string {
  return ["`", command, command === "XADD" ? " … " : " ", options.join(" "), "`"].join("").trim();
}
