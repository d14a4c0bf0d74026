import { countText, durationText } from "../../wording.ts";
import { summariseRepeats } from "../model/repeat-summary.ts";
import type { Result, RunReport } from "../model/run-report.ts";
import { explorationLines } from "../text/exploration-lines.ts";
import { headlineText } from "../text/headline.ts";
import { findingHints, rulesDocument } from "../text/hints.ts";
import { oneLine, withoutCommands } from "../text/plain-text.ts";
import { repeatLines } from "../text/repeat-lines.ts";
import { repeatCells, repeatHeadings } from "../text/repeat-table.ts";
import { isRepeated, recoveryText, resultName, spokeText } from "../text/result-text.ts";
import { verdictText } from "../text/verdict-mark.ts";

const shownFindings = 20;
const shownPoints = 50;

/** Renders the report as Markdown, for a job summary or a comment on a pull request. */
export function renderMarkdown(report: RunReport): string {
  const shownResults = report.exploration ? report.results.slice(0, shownPoints) : report.results;
  const blocks = [
    `## ${verdictText(report.verdict)}: ${headlineText(report)}`,
    ...notes(report),
    explorationBlock(report),
    resultTable(shownResults),
    ...repeatTable(report),
    ...findingSections(shownResults),
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
  if (result.verdict === "not-applicable") return ["", "", "", "", ""];
  const { lost, duplicates, inDoubt } = result.counts;
  return [
    countText(lost),
    countText(duplicates),
    countText(inDoubt),
    recoveryText(result.recovery),
    spokeText(result),
  ];
}

function repeatTable(report: RunReport): string[] {
  const summaries = summariseRepeats(report.results);
  if (summaries.length === 0) return [];
  const lines = repeatLines(report).map((line) => `- ${markdownText(oneLine(line.trim()))}`);
  const list = lines.length === 0 ? [] : [lines.join("\n")];
  return [table(repeatHeadings, summaries.map(repeatCells)), ...list];
}

function findingSections(results: readonly Result[]): string[] {
  const sections = results.flatMap(findingSection);
  if (sections.length === 0) return [];
  return [...sections, `${rulesDocument} of bus-chaos explains every rule.`];
}

function findingSection(result: Result): string[] {
  const findings = result.findings.filter((finding) => finding.verdict !== "pass");
  if (findings.length === 0) return [];
  const items = findings
    .slice(0, shownFindings)
    .flatMap((finding) => [
      `- ${verdictText(finding.verdict)} **${markdownText(finding.rule)}**: ${markdownText(finding.summary)}`,
      `  ${findingHints[finding.kind]}`,
    ]);
  const more = findings.length - shownFindings;
  if (more > 0) items.push(`- and ${countText(more)} more in report.json`);
  return [`### ${markdownText(`${resultName(result, true)} on ${result.bus}`)}`, items.join("\n")];
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
