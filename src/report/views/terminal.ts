import type { FindingKind } from "../../judging/finding/finding.ts";
import { countText, durationText } from "../../wording.ts";
import { summariseRepeats } from "../model/repeat-summary.ts";
import type { Result, RunReport } from "../model/run-report.ts";
import { explorationLines } from "../text/exploration-lines.ts";
import { headlineText } from "../text/headline.ts";
import { findingHints, rulesDocument } from "../text/hints.ts";
import { noPaint, verdictColours, type Paint } from "../text/paint.ts";
import { oneLine, withoutCommands } from "../text/plain-text.ts";
import { pointLines, repeatLines } from "../text/repeat-lines.ts";
import { repeatCells, repeatHeadings } from "../text/repeat-table.ts";
import { isRepeated, recoveryText, resultName, spokeText } from "../text/result-text.ts";
import { alignColumns } from "../text/table.ts";
import { verdictText } from "../text/verdict-mark.ts";

type ExplainWith = (directory: string, message: string) => string;

export interface TerminalOptions {
  readonly paint?: Paint;
  /** True to add the evidence of each fault. */
  readonly verbose?: boolean;
  /** The folder of the report, to be shown. */
  readonly folder?: string;
  /** Returns the command that explains a message of the run in `directory`. Without it no such line is shown. */
  readonly explainWith?: ExplainWith;
}

const shownFindings = 5;

/** Renders the summary at the end of a run. Its last lines are the verdict and the repeat command. */
export function renderTerminal(report: RunReport, options: TerminalOptions = {}): string {
  const paint = options.paint ?? noPaint;
  const lines = [
    ...(report.exploration
      ? explorationLines(report)
      : resultBlocks(report.results, { paint, verbose: options.verbose ?? false })),
    ...repeatTable(report),
    ...(report.error === null ? [] : [paint("red", `stopped early: ${oneLine(report.error)}`), ""]),
    ...(options.folder === undefined ? [] : [`report in ${oneLine(options.folder)}`]),
    ...rulesLine(report),
    ...explainLine(report, options.explainWith),
    ...pointLines(report).map((line) => oneLine(line)),
    ...conclusion(report, paint),
  ];
  return lines.map((line) => withoutCommands(line)).join("\n");
}

/** Renders the verdict alone, for `--quiet`. */
export function renderVerdictLine(report: RunReport, paint: Paint = noPaint): string {
  const interrupted = report.interrupted ? ", interrupted" : "";
  const text = `${verdictText(report.verdict)}: ${headlineText(report)}${interrupted}`;
  return paint(verdictColours[report.verdict], text);
}

type BlockOptions = Required<Pick<TerminalOptions, "paint" | "verbose">>;

function resultBlocks(results: readonly Result[], options: BlockOptions): string[] {
  const repeated = isRepeated(results);
  const headings = alignColumns(results.map((result) => headingCells(result, repeated)));
  return results.flatMap((result, index) => {
    const heading = options.paint(verdictColours[result.verdict], headings[index] ?? "");
    return [heading, ...details(result, options).map((line) => `    ${line}`), ""];
  });
}

function headingCells(result: Result, repeated: boolean): string[] {
  const start = [verdictText(result.verdict), oneLine(resultName(result, repeated))];
  if (result.verdict === "not-applicable") return start;
  const { lost, duplicates, inDoubt } = result.counts;
  return [
    ...start,
    `lost ${countText(lost)}`,
    `duplicated ${countText(duplicates)}`,
    `in doubt ${countText(inDoubt)}`,
    `recovery ${recoveryText(result.recovery)}`,
    spokeText(result),
  ];
}

function details(result: Result, { paint, verbose }: BlockOptions): string[] {
  const shown = result.findings.filter((finding) => verbose || isUnfavourable(finding));
  const first = shown.slice(0, shownFindings);
  const more = shown.length - first.length;
  return [
    ...(first[0]?.summary === result.summary ? [] : [oneLine(result.summary)]),
    ...findingLines(first, paint),
    ...(more > 0 ? [`and ${countText(more)} more in the report`] : []),
    ...(verbose ? result.faults.flatMap(faultLines) : []),
    ...(result.directory === null ? [] : [paint("dim", oneLine(result.directory))]),
  ];
}

/** Shows the hint of a kind once, below the first finding of that kind. */
function findingLines(findings: Result["findings"], paint: Paint): string[] {
  const explained = new Set<FindingKind>();
  return findings.flatMap(({ kind, rule, verdict, summary }) => {
    const text = `${verdictText(verdict)} ${oneLine(rule)}: ${oneLine(summary)}`;
    const line = paint(verdictColours[verdict], text);
    if (verdict === "pass" || explained.has(kind)) return [line];
    explained.add(kind);
    return [line, paint("dim", `  ${findingHints[kind]}`)];
  });
}

function isUnfavourable({ verdict }: Result["findings"][number]): boolean {
  return verdict !== "pass";
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

/** Names the command that explains the first message of a failure. */
function explainLine({ results }: RunReport, explainWith: ExplainWith | undefined): string[] {
  if (!explainWith) return [];
  for (const { directory, findings } of results) {
    const failures = findings.filter(({ verdict }) => verdict === "fail");
    // A message that no publisher sent has no key, only the id under which it was delivered.
    const message = failures.flatMap(({ messages }) => messages).find((key) => /\/\d+$/u.test(key));
    if (directory === null || message === undefined) continue;
    return [`explain with: ${oneLine(explainWith(directory, message))}`];
  }
  return [];
}

/** Names the page that explains the rule ids, if the report has any. */
function rulesLine({ results }: RunReport): string[] {
  const hasFinding = results.some(({ findings }) => findings.some(isUnfavourable));
  return hasFinding ? [`rules explained in ${rulesDocument}`] : [];
}

function conclusion(report: RunReport, paint: Paint): string[] {
  return [
    `ran for ${durationText(report.durationMs)}, seed ${report.seed}`,
    renderVerdictLine(report, (colour, text) => paint("bold", paint(colour, text))),
    `repeat with: ${oneLine(report.command)}`,
  ];
}
