import { countText, durationText } from "../../wording.ts";
import { summariseRepeats } from "../model/repeat-summary.ts";
import type { Result, RunReport } from "../model/run-report.ts";
import { thingsToRepair, type ThingToRepair } from "../model/things-to-repair.ts";
import { acceptedLines } from "../text/accepted-lines.ts";
import { explainCommandOf, repeatCommandOf } from "../text/explain-line.ts";
import { explorationLines } from "../text/exploration-lines.ts";
import { allowedText } from "../text/figure-cells.ts";
import { headlineText } from "../text/headline.ts";
import { oneLine, withoutCommands } from "../text/plain-text.ts";
import { consequencesText, factsOf, runsText } from "../text/repair-lines.ts";
import { repeatLines } from "../text/repeat-lines.ts";
import { repeatCells, repeatHeadings } from "../text/repeat-table.ts";
import {
  isPassedSelfCheck,
  isRepeated,
  recoveryText,
  resultName,
  selfCheckTexts,
  spokeText,
} from "../text/result-text.ts";
import { rulesDocument } from "../text/rules-document.ts";
import { verdictText } from "../text/verdict-mark.ts";

const shownThings = 20;
const shownPoints = 50;

/** Renders the report as Markdown, for a job summary or a comment on a pull request. */
export function renderMarkdown(report: RunReport): string {
  const shownResults = report.exploration ? report.results.slice(0, shownPoints) : report.results;
  const blocks = [
    `## ${verdictText(report.verdict)}: ${headlineText(report)}`,
    ...notes(report),
    explorationBlock(report),
    ...repairSections(report.results),
    resultTable(shownResults.filter((result) => !isPassedSelfCheck(result))),
    ...repeatTable(report),
    ...acceptedLines(report).map(markdownText),
    ...selfCheckTexts(report.results).map(({ text }) => markdownText(text)),
    environmentLine(report),
    ["Repeat with:", "", "```sh", codeBlockText(report.command), "```"].join("\n"),
  ];
  return `${withoutCommands(blocks.filter((block) => block !== "").join("\n\n"))}\n`;
}

/** Cuts Markdown at a line so that it fits, and adds a note. GitHub refuses a summary above its limit. */
export function fitMarkdown(markdown: string, limitBytes: number): string {
  if (Buffer.byteLength(markdown) <= limitBytes) return markdown;
  const notice = "\n\n_Cut to fit. The whole report is in report.md and report.json._\n";
  const room = limitBytes - Buffer.byteLength(notice);
  if (room <= 0) return "";
  const start = Buffer.from(markdown).subarray(0, room).toString();
  return start.slice(0, Math.max(0, start.lastIndexOf("\n"))) + notice;
}

function notes(report: RunReport): string[] {
  return [
    report.interrupted ? "**Interrupted:** below are the runs that had ended before." : "",
    report.error === null ? "" : `**Stopped early:** ${markdownText(report.error)}`,
  ];
}

/** Uses a code block, because the signs of the map must stay below each other. */
function explorationBlock(report: RunReport): string {
  const lines = explorationLines(report).map(withoutFence);
  return lines.length === 0 ? "" : ["```text", ...lines, "```"].join("\n");
}

function resultTable(results: readonly Result[]): string {
  if (results.length === 0) return "";
  const repeated = isRepeated(results);
  const headings = [
    "verdict",
    "scenario",
    "bus",
    "lost",
    "duplicated",
    "in doubt",
    "recovery",
    "publish p50 / p99",
    "delivery p50 / p99 / slowest",
    "loss reported",
    "summary",
  ];
  return table(
    headings,
    results.map((result) => [
      verdictText(result.verdict),
      resultName(result, repeated),
      result.bus,
      ...figures(result),
      result.summary,
    ]),
  );
}

function figures(result: Result): string[] {
  if (result.verdict === "not-applicable") return Array<string>(7).fill("");
  const { lost, lostAllowed, duplicates, duplicatesAllowed, inDoubt } = result.counts;
  return [
    allowedText(lost, lostAllowed),
    allowedText(duplicates, duplicatesAllowed),
    countText(inDoubt),
    recoveryText(result.recovery),
    ...latencyCells(result),
    spokeText(result),
  ];
}

function latencyCells({ latency }: Result): string[] {
  if (!latency) return ["", ""];
  const { publishP50Ms, publishP99Ms, deliveryP50Ms, deliveryP99Ms, deliverySlowestMs } = latency;
  const texts = (values: readonly (number | undefined)[]): string =>
    values.flatMap((each) => (each === undefined ? [] : durationText(each))).join(" / ");
  return [
    texts([publishP50Ms, publishP99Ms]),
    texts([deliveryP50Ms, deliveryP99Ms, deliverySlowestMs]),
  ];
}

function repeatTable(report: RunReport): string[] {
  const summaries = summariseRepeats(report.results);
  if (summaries.length === 0) return [];
  const lines = repeatLines(report).map((line) => `- ${markdownText(oneLine(line.trim()))}`);
  const list = lines.length === 0 ? [] : [lines.join("\n")];
  return [table(repeatHeadings, summaries.map(repeatCells)), ...list];
}

/** Returns a section for each thing to repair, the worst first. */
function repairSections(results: readonly Result[]): string[] {
  const things = thingsToRepair(results);
  if (things.length === 0) return [];
  const more = things.length - shownThings;
  return [
    "### To repair, worst first",
    ...things
      .slice(0, shownThings)
      .map((thing, at) => repairSection(thing, at, isRepeated(results))),
    ...(more > 0 ? [`And ${countText(more)} more in report.json.`] : []),
    ...[consequencesText(results)].filter((text) => text !== ""),
    `${rulesDocument} of bus-chaos explains every rule.`,
  ];
}

function repairSection(thing: ThingToRepair, at: number, repeated: boolean): string {
  const { rules, verdict, cause, advice } = thing;
  const why = cause === undefined ? "" : ` (${markdownText(cause)})`;
  const explain = explainCommandOf(thing);
  const repeat = repeatCommandOf(thing);
  const commands = [
    ...(explain === undefined ? [] : [`# explain with`, codeBlockText(explain)]),
    ...(repeat === undefined ? [] : [`# repeat with`, codeBlockText(repeat)]),
  ];
  return [
    `${at + 1}. ${verdictText(verdict)} **${markdownText(rules.join(", "))}**${why}, in ${markdownText(runsText(thing, repeated))}`,
    ...factsOf(thing).map((text) => `   - ${markdownText(text)}`),
    ...(advice === undefined ? [] : [`   - → ${adviceMarkdown(advice)}`]),
    ...(commands.length === 0
      ? []
      : ["", "   ```sh", ...commands.map((line) => `   ${line}`), "   ```"]),
  ].join("\n");
}

/** Advice comes from a stored report too, so it is escaped; code spans are given back. */
function adviceMarkdown(advice: string): string {
  return markdownText(advice).replaceAll(/\\`([^`\\]*)\\`/gu, "`$1`");
}

function environmentLine({ environment, seed, durationMs }: RunReport): string {
  const redis = environment.redisVersion ?? "of unknown version";
  return markdownText(
    `Seed ${seed}, ${durationText(durationMs)}, Redis ${redis} (${environment.provider}, ` +
      `${environment.link} link), Node ${environment.nodeVersion} on ${environment.platform}, ` +
      `bus-chaos ${environment.busChaosVersion}.`,
  );
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => "---"), ...rows.map((row) => row.map(markdownText))];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Escapes untrusted text, so that it holds no markup, link, mention or image. */
function markdownText(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_[\]|~#!]/gu, "\\$&")
    .replaceAll("@", "@\u200b");
}

function codeBlockText(text: string): string {
  return withoutFence(oneLine(text));
}

/** Breaks code fences only. `oneLine` would also break the columns of an aligned text. */
function withoutFence(text: string): string {
  return text.replaceAll("```", "` ` `");
}
