import { durationText } from "../wording.ts";
import { detectionLegend, detectionLines } from "./detection-table.ts";
import type { SelftestReport } from "./selftest-report.ts";

/** Returns a summary such as `54/54 found, 0 false alarms in 60 runs`. */
export function summaryText(report: SelftestReport): string {
  const { buses, found, clean, interrupted, sightings, plannedRuns } = report;
  const alarms = `${clean.falseAlarms} false alarm${clean.falseAlarms === 1 ? "" : "s"}`;
  const all = clean.runs + clean.undecided;
  return [
    `${found}/${buses} found`,
    ...(all === 0 ? [] : [`${alarms} in ${clean.runs} runs`]),
    ...(interrupted ? [`interrupted after ${sightings.length} of ${plannedRuns} runs`] : []),
  ].join(", ");
}

/** Returns the evidence behind the summary, one line for each fact. */
export function evidenceLines(report: SelftestReport): string[] {
  const { clean, mode, only, interrupted } = report;
  const lines: string[] = [];
  if (mode !== "canary" && only === null && !interrupted) {
    const needed = report.witnesses
      .filter(({ scenario }) => !report.problems.some(({ subject }) => subject === scenario))
      .map(({ scenario, bus }) => `only ${scenario} finds ${bus}`);
    if (needed.length > 0) lines.push(`these scenarios are needed: ${needed.join(", ")}`);
  }
  if (clean.boundPercent !== null) {
    const percent = clean.boundPercent.toFixed(1);
    const seeds = clean.seeds.join(", ");
    lines.push(
      `correct buses: ${clean.runs} runs with the seeds ${seeds} passed, so with 95 % confidence ` +
        `less than ${percent} % of runs give a false alarm (rule of three)`,
    );
  }
  return lines;
}

/** Returns one line for each problem. */
export function problemLines({ problems }: SelftestReport): string[] {
  return problems.map(
    ({ subject, run, what }) => `${subject}${run === null ? "" : ` by ${run}`}: ${what}`,
  );
}

/** Renders the report as a Markdown page. */
export function renderSelftestMarkdown(report: SelftestReport): string {
  const { verdict, matrix, mode, seed, durationMs } = report;
  const blocks = [
    `# Selftest: ${verdict}`,
    `${summaryText(report)} (${mode}, seed ${seed}, ${durationText(durationMs)})`,
    bulletList(evidenceLines(report)),
    bulletList(problemLines(report)),
    renderDetectionTable(matrix),
    detectionLegend,
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function bulletList(lines: readonly string[]): string {
  return lines.map((line) => `- ${oneLine(line)}`).join("\n");
}

/** Renders the detection table in Markdown, with its columns aligned so that the source is readable too. */
export function renderDetectionTable(table: SelftestReport["matrix"]): string {
  const [headings = [], ...rows] = detectionLines(table).map((cells) => cells.map(escaped));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const rule = widths.map((width) => "-".repeat(width));
  return [headings, rule, ...rows]
    .map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | "))
    .map((line) => `| ${line} |`)
    .join("\n");
}

function escaped(cell: string): string {
  return oneLine(cell).replaceAll("|", String.raw`\|`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ");
}
