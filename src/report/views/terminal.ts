import { countText, durationText } from "../../wording.ts";
import { summariseRepeats } from "../model/repeat-summary.ts";
import type { Result, RunReport } from "../model/run-report.ts";
import { thingsToRepair, type ThingToRepair } from "../model/things-to-repair.ts";
import { acceptedLines } from "../text/accepted-lines.ts";
import { explorationLines } from "../text/exploration-lines.ts";
import { figureSentence } from "../text/figure-cells.ts";
import { headlineText } from "../text/headline.ts";
import { noPaint, verdictColours, type Paint } from "../text/paint.ts";
import { oneLine, withoutCommands } from "../text/plain-text.ts";
import { repairLines } from "../text/repair-lines.ts";
import { pointLines, repeatLines } from "../text/repeat-lines.ts";
import { repeatCells, repeatHeadings } from "../text/repeat-table.ts";
import { isRepeated, resultName } from "../text/result-text.ts";
import { rulesDocumentPath } from "../text/rules-document.ts";
import { scenarioLines, selfCheckLines } from "../text/scenario-lines.ts";
import { alignColumns } from "../text/table.ts";
import { verdictMark, verdictText } from "../text/verdict-mark.ts";

export interface TerminalOptions {
  readonly paint?: Paint;
  /** True to add the evidence of each fault. */
  readonly verbose?: boolean;
  /** The folder of the report, to be shown. */
  readonly folder?: string;
  /** True if the user has just read the error that ended the command. */
  readonly errorShown?: boolean;
  /** The command that shows everything. With it the things to repair are shortened so that they fit one screen. */
  readonly inFull?: string | undefined;
  /** The columns at which texts are broken; 100 by default. */
  readonly width?: number;
}

const defaultWidth = 100;
/** A narrower terminal gets lines of this width, and a wider one no wider lines than are easy to read. */
const leastWidth = 60;
const mostWidth = 140;

/** Returns the option `width` for a terminal with this many columns; nothing off a terminal. */
export function widthOf(columns: number | undefined): { readonly width?: number } {
  if (columns === undefined || columns === 0) return {};
  return { width: Math.min(mostWidth, Math.max(leastWidth, columns)) };
}

/**
 * Renders the summary at the end of a run: a line for each scenario, the things to repair, and as its last lines the
 * verdict and the repeat command.
 */
export function renderTerminal(report: RunReport, options: TerminalOptions = {}): string {
  const paint = options.paint ?? noPaint;
  const things = thingsToRepair(report.results);
  const lines = [
    ...(report.exploration ? explorationLines(report) : runLines(report, things, paint)),
    ...(options.verbose === true
      ? report.results.flatMap((each) => details(each, report, paint))
      : []),
    ...repeatTable(report),
    ...repairLines(things, report.results, {
      paint,
      width: options.width ?? defaultWidth,
      inFull: options.inFull,
    }),
    ...errorLines(report, options),
    ...(options.folder === undefined ? [] : [`report in ${oneLine(options.folder)}`]),
    ...pointLines(report).map((line) => oneLine(line)),
    ...(things.length > 0 ? [`rules explained in ${rulesDocumentPath()}`] : []),
    ...conclusion(report, paint),
  ];
  return lines.map((line) => withoutCommands(line)).join("\n");
}

/** Renders the verdict, and the names of the runs that did not pass, for `--quiet`. */
export function renderVerdict(
  report: RunReport,
  { paint = noPaint, folder }: TerminalOptions,
): string {
  const repeated = isRepeated(report.results);
  const bad = report.results.filter(({ verdict }) => verdict === "fail" || verdict === "unknown");
  const names = bad.map(
    (result) => `${verdictMark(result.verdict)} ${resultName(result, repeated)}`,
  );
  const shown = names.slice(0, quietNames).map((name) => `  ${oneLine(name)}`);
  const more = names.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`  and ${countText(more)} more`] : []),
    ...(folder === undefined || bad.length === 0 ? [] : [`report in ${oneLine(folder)}`]),
    renderVerdictLine(report, paint),
  ].join("\n");
}

const quietNames = 20;

/** Renders the verdict alone. */
export function renderVerdictLine(report: RunReport, paint: Paint = noPaint): string {
  const interrupted = report.interrupted ? ", interrupted" : "";
  const text = `${verdictText(report.verdict)}: ${headlineText(report)}${interrupted}`;
  return paint(verdictColours[report.verdict], text);
}

function errorLines(
  { error }: RunReport,
  { paint = noPaint, errorShown }: TerminalOptions,
): string[] {
  if (error === null || errorShown === true) return [];
  return [paint("red", `stopped early: ${oneLine(error)}`), ""];
}

function runLines(report: RunReport, things: readonly ThingToRepair[], paint: Paint): string[] {
  const { results } = report;
  const accepted = acceptedLines(report).map(oneLine);
  const lines = scenarioLines(results, things, paint);
  const checks = selfCheckLines(results, paint);
  return [
    ...lines,
    ...(lines.length > 0 ? [""] : []),
    ...checks,
    ...(checks.length > 0 ? [""] : []),
    ...accepted.map((line) => paint("dim", line)),
    ...(accepted.length > 0 ? [""] : []),
  ];
}

/** Returns everything about one run, for `--verbose`: all findings, and the evidence of each fault. */
function details(result: Result, { results }: RunReport, paint: Paint): string[] {
  const name = `${verdictText(result.verdict)} ${oneLine(resultName(result, isRepeated(results)))}`;
  const findings = result.findings.map(({ rule, verdict, summary }) => {
    const text = `${verdictText(verdict)} ${oneLine(rule)}: ${oneLine(summary)}`;
    return paint(verdictColours[verdict], text);
  });
  const lines = [
    ...(result.findings[0]?.summary === result.summary ? [] : [oneLine(result.summary)]),
    ...(result.verdict === "not-applicable" ? [] : [figureSentence(result)]),
    ...findings,
    ...result.faults.flatMap(faultLines),
    ...(result.directory === null ? [] : [paint("dim", oneLine(result.directory))]),
  ];
  return [paint(verdictColours[result.verdict], name), ...lines.map((line) => `    ${line}`), ""];
}

function faultLines(fault: Result["faults"][number]): string[] {
  const from = fault.injectedAtMs === null ? "never in force" : durationText(fault.injectedAtMs);
  const to = fault.healedAtMs === null ? "never healed" : durationText(fault.healedAtMs);
  const evidence = fault.evidence.map(({ what, seen, detail }) => {
    const more = detail === undefined ? "" : ` (${oneLine(detail)})`;
    return `  ${seen ? "seen" : "not seen"}: ${oneLine(what)}${more}`;
  });
  return [`fault ${oneLine(fault.name)}, ${from} to ${to}`, ...evidence];
}

function repeatTable(report: RunReport): string[] {
  const summaries = summariseRepeats(report.results);
  if (summaries.length === 0) return [];
  const rows = [repeatHeadings, ...summaries.map(repeatCells)];
  const alignments = repeatHeadings.map((_heading, column) => (column === 0 ? "left" : "right"));
  const lines = [...alignColumns(rows, alignments), ...repeatLines(report)];
  return [...lines.map((line) => oneLine(line)), ""];
}

function conclusion(report: RunReport, paint: Paint): string[] {
  return [
    `ran for ${durationText(report.durationMs)}, seed ${report.seed}`,
    renderVerdictLine(report, (colour, text) => paint("bold", paint(colour, text))),
    `repeat with: ${oneLine(report.command)}`,
  ];
}
