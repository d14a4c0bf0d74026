import { countText, listed } from "../../wording.ts";
import type { Result } from "../model/run-report.ts";
import {
  consequencesOf,
  endedEarly,
  hadRedisTrouble,
  type ThingToRepair,
} from "../model/things-to-repair.ts";
import { type BlockForms, cutLines, fittingBlocks, mostBlockLines } from "./brief-blocks.ts";
import { explainCommandOf, repeatCommandOf } from "./explain-line.ts";
import { verdictColours, type Paint } from "./paint.ts";
import { oneLine } from "./plain-text.ts";
import { isRepeated, resultName } from "./result-text.ts";
import { verdictMark } from "./verdict-mark.ts";
import { wrapText } from "./wrap-text.ts";

const shownThings = 20;
const shownRuns = 6;
const indent = "   ";
/** In a summary for one screen a thing has at most this many lines of reason, and of advice. */
const briefLines = 2;
const shownBriefly = 6;

export interface RepairOptions {
  readonly paint: Paint;
  /** Texts are broken at this many columns; commands never are, so that they can be copied. */
  readonly width: number;
  /** The command that shows everything. With it the blocks are shortened so that they fit one screen. */
  readonly inFull?: string | undefined;
}

/** Breaks a text into indented lines; the first begins with a mark, if one is given. */
type Wrap = (text: string, mark?: string) => string[];

/** Returns a block for each thing to repair: what it is, why, where it was seen, what to do, and two commands. */
export function repairLines(
  things: readonly ThingToRepair[],
  results: readonly Result[],
  options: RepairOptions,
): string[] {
  if (things.length === 0) return [];
  const wrap: Wrap = (text, mark = "") =>
    wrapText(oneLine(text), options.width - indent.length - mark.length).map(
      (line, at) => indent + (at === 0 ? mark : " ".repeat(mark.length)) + line,
    );
  const blocks = fullBlocks(things, results, { ...options, wrap });
  const consequences = wrapText(consequencesText(results), options.width).join("\n");
  const full = [
    ...blocks.slice(0, shownThings).flat(),
    ...(things.length > shownThings
      ? [`and ${countText(things.length - shownThings)} more in report.json`, ""]
      : []),
    ...(consequences === "" ? [] : [options.paint("dim", consequences), ""]),
  ];
  const heading = options.paint("bold", "To repair, worst first");
  if (options.inFull === undefined || things.length === 1 || full.length <= mostBlockLines)
    return [heading, "", ...full];
  return [heading, ...briefLinesOf(things, results, { ...options, wrap, blocks })];
}

interface BlockOptions extends RepairOptions {
  readonly wrap: Wrap;
}

function fullBlocks(
  things: readonly ThingToRepair[],
  results: readonly Result[],
  { paint, wrap }: BlockOptions,
): string[][] {
  const shownLogs = new Set<string>();
  const total = judgedRuns(results);
  return things.map((thing, at) => [
    paint(verdictColours[thing.verdict], titleOf(thing, at, total)),
    ...wrap(runsText(thing, isRepeated(results))).map((line) => paint("dim", line)),
    ...factsOf(thing).flatMap((text) => wrap(text)),
    ...(thing.advice === undefined ? [] : wrap(thing.advice, "→ ")),
    ...printedLines(thing, shownLogs).flatMap((text) => wrap(text)),
    ...commandLines(thing),
    "",
  ]);
}

/** Shortens the blocks so that the whole summary fits one screen, and names the command that shows them in full. */
function briefLinesOf(
  things: readonly ThingToRepair[],
  results: readonly Result[],
  {
    paint,
    wrap,
    blocks,
    inFull = "",
  }: BlockOptions & { readonly blocks: readonly (readonly string[])[] },
): string[] {
  const total = judgedRuns(results);
  const forms = things.slice(0, shownBriefly).map((thing, at): BlockForms => {
    const title = paint(verdictColours[thing.verdict], titleOf(thing, at, total));
    const why = factsOf(thing).slice(0, 1);
    const reason = why.flatMap((text) => cutLines(wrap(text), briefLines));
    const advice = thing.advice === undefined ? [] : wrap(thing.advice, "→ ");
    return {
      title: [title, ...cutLines(advice.length > 0 ? advice : reason, 1)],
      brief: [
        title,
        ...reason,
        ...cutLines(advice, briefLines),
        ...commandLines(thing).slice(0, 1),
        "",
      ],
      full: blocks[at] ?? [],
    };
  });
  const more = things.length - forms.length;
  const others = more > 0 ? `and ${countText(more)} more; ` : "";
  return [...fittingBlocks(forms).flat(), `${others}in full: ${oneLine(inFull)}`, ""];
}

function judgedRuns(results: readonly Result[]): number {
  return new Set(results.filter(({ verdict }) => verdict !== "not-applicable")).size;
}

/** Names what runs that `consequencesOf` counts are `unknown` about besides; an empty text if there is nothing. */
export function consequencesText(results: readonly Result[]): string {
  const rules = consequencesOf(results);
  const kinds = [
    ...(results.some(({ verdict }) => verdict === "fail") ? ["failed"] : []),
    ...(results.some(endedEarly) ? ["ended early"] : []),
    ...(results.some(hadRedisTrouble) ? ["had a Redis in trouble"] : []),
  ];
  const runs = `Runs that ${kinds.join(" or ")}`;
  return rules.length === 0
    ? ""
    : `${runs} could also not show everything: ${oneLine(listed(rules))}.`;
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
