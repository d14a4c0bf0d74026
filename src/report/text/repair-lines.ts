import { countText, listed } from "../../wording.ts";
import type { Result } from "../model/run-report.ts";
import { consequencesOf, type ThingToRepair } from "../model/things-to-repair.ts";
import { explainCommandOf, repeatCommandOf } from "./explain-line.ts";
import { verdictColours, type Paint } from "./paint.ts";
import { oneLine } from "./plain-text.ts";
import { isRepeated, resultName } from "./result-text.ts";
import { verdictMark } from "./verdict-mark.ts";
import { wrapText } from "./wrap-text.ts";

const shownThings = 20;
const shownRuns = 6;
const indent = "   ";

export interface RepairOptions {
  readonly paint: Paint;
  /** Texts are broken at this many columns; commands never are, so that they can be copied. */
  readonly width: number;
}

/** Returns a block for each thing to repair: what it is, why, where it was seen, what to do, and two commands. */
export function repairLines(
  things: readonly ThingToRepair[],
  results: readonly Result[],
  { paint, width }: RepairOptions,
): string[] {
  if (things.length === 0) return [];
  const repeated = isRepeated(results);
  const total = new Set(results.filter(({ verdict }) => verdict !== "not-applicable")).size;
  const wrapped = (text: string, first = ""): string[] =>
    wrapText(oneLine(text), width - indent.length - first.length).map(
      (line, at) => indent + (at === 0 ? first : " ".repeat(first.length)) + line,
    );
  const shownLogs = new Set<string>();
  const blocks = things
    .slice(0, shownThings)
    .flatMap((thing, at) => [
      paint(verdictColours[thing.verdict], titleOf(thing, at, total)),
      ...wrapped(runsText(thing, repeated)).map((line) => paint("dim", line)),
      ...factsOf(thing).flatMap((text) => wrapped(text)),
      ...(thing.advice === undefined ? [] : wrapped(thing.advice, "→ ")),
      ...printedLines(thing, shownLogs).flatMap((text) => wrapped(text)),
      ...commandLines(thing),
      "",
    ]);
  const more = things.length - shownThings;
  const consequences = wrapText(consequencesText(results), width).join("\n");
  return [
    paint("bold", "To repair, worst first"),
    "",
    ...blocks,
    ...(more > 0 ? [`and ${countText(more)} more in report.json`, ""] : []),
    ...(consequences === "" ? [] : [paint("dim", consequences), ""]),
  ];
}

/** Names what failed runs are `unknown` about besides; an empty text if there is nothing. */
export function consequencesText(results: readonly Result[]): string {
  const rules = consequencesOf(results);
  return rules.length === 0
    ? ""
    : `Runs that failed could also not show everything: ${oneLine(listed(rules))}.`;
}

/** Returns `1. ✗ lost/never-received: stuck pending, in 2 of 18 runs`. */
function titleOf(
  { verdict, rules, cause, sightings }: ThingToRepair,
  at: number,
  total: number,
): string {
  const why = cause === undefined ? "" : `: ${oneLine(cause)}`;
  const runs = new Set(sightings.map(({ result }) => result)).size;
  const seen = total === 1 ? "" : `, in ${countText(runs)} of ${countText(total)} runs`;
  return `${at + 1}. ${verdictMark(verdict)} ${oneLine(listed(rules))}${why}${seen}`;
}

/** Names the runs, each once, the worst first. */
export function runsText({ sightings }: ThingToRepair, repeated: boolean): string {
  const names = sightings.map(({ result }) => resultName(result, repeated));
  return listed([...new Set(names)], shownRuns);
}

/** The cause says why in one sentence; the worst finding of each rule says how many and where, with its stack. */
export function factsOf({ sightings, rules }: ThingToRepair): readonly string[] {
  const { cause } = sightings[0].finding;
  const summaries = rules.flatMap((rule) => {
    const worst = sightings.find(({ finding }) => finding.rule === rule);
    return worst ? [sentence(worst.finding.summary), ...(worst.finding.stack ?? [])] : [];
  });
  return cause === undefined ? summaries : [sentence(cause.text), ...summaries];
}

/** Returns the last line that the bus printed in the worst run, once for each run, because it may say why. */
function printedLines({ sightings }: ThingToRepair, shownLogs: Set<string>): readonly string[] {
  const { printed, directory } = sightings[0].result;
  const last = printed?.last.at(-1);
  if (last === undefined || directory === null || shownLogs.has(directory)) return [];
  shownLogs.add(directory);
  return [`The bus printed at last (all of it is in bus.log of the run): ${last}`];
}

/** Returns a text with a full stop at its end. */
function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

function commandLines(thing: ThingToRepair): string[] {
  const explain = explainCommandOf(thing);
  const repeat = repeatCommandOf(thing);
  return [
    ...(explain === undefined ? [] : [`${indent}explain with: ${oneLine(explain)}`]),
    ...(repeat === undefined ? [] : [`${indent}repeat with: ${oneLine(repeat)}`]),
  ];
}
