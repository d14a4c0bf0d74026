import { matrixLegend, matrixLines } from "./kill-matrix.ts";
import type { SelftestReport } from "./selftest-report.ts";

/** `54/54 found, 0 false alarms in 60 runs`. */
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

/** What the summary rests on, one line each. */
export function groundLines(report: SelftestReport): string[] {
  const { clean, witnesses, mode, only, interrupted } = report;
  const lines: string[] = [];
  if (mode !== "canary" && only === null && !interrupted) {
    const pairs = witnesses.map(({ scenario, bus }) => `${scenario} ${bus}`);
    lines.push(`found by one scenario alone: ${pairs.join(", ")}`);
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

export function problemLines({ problems }: SelftestReport): string[] {
  return problems.map(
    ({ subject, run, what }) => `${subject}${run === null ? "" : ` by ${run}`}: ${what}`,
  );
}

/** The report as a page, with the matrix as a table. */
export function renderSelftestMarkdown(report: SelftestReport): string {
  const { verdict, matrix, mode, seed, durationMs } = report;
  const seconds = Math.round(durationMs / 1000);
  const blocks = [
    `# Selftest: ${verdict}`,
    `${summaryText(report)} (${mode}, seed ${seed}, ${seconds} s)`,
    bulletList(groundLines(report)),
    bulletList(problemLines(report)),
    markdownTable(matrixLines(matrix)),
    matrixLegend,
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function bulletList(lines: readonly string[]): string {
  return lines.map((line) => `- ${oneLine(line)}`).join("\n");
}

function markdownTable([headings = [], ...rows]: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.map(escaped).join(" | ")} |`).join("\n");
}

function escaped(cell: string): string {
  return oneLine(cell).replaceAll("|", String.raw`\|`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ");
}
