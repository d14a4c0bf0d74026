import { durationText } from "../../src/wording.ts";
import type { CallLine } from "./call-lines.ts";

/** The reader learns nothing from 8 lines or more in a row that differ in their numbers alone. */
const fewestRepeats = 8;

/** Replaces all but the first of many lines that differ in their numbers alone by a line that counts them. */
export function foldRepeats(lines: readonly CallLine[]): readonly CallLine[] {
  const runs: CallLine[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run?.[0] && kindOf(run[0]) === kindOf(line)) run.push(line);
    else runs.push([line]);
  }
  return runs.flatMap((run) => {
    const [first, second] = run;
    const last = run.at(-1);
    if (!first || !second || !last || run.length < fewestRepeats) return run;
    const text = `${run.length - 1} more like it, until ${durationText(last.atMs)}`;
    return [first, { atMs: second.atMs, text }];
  });
}

function kindOf({ text }: CallLine): string {
  return text.replaceAll(/\d+(?:\.\d+)?/gu, "0");
}
