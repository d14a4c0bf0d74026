import { join } from "node:path";

import type { RunReport } from "../model/run-report.ts";
import { renderCtrf } from "../views/ctrf.ts";
import { renderMarkdown } from "../views/markdown.ts";
import { appendStepSummary } from "../views/step-summary.ts";
import { linkLatest } from "./command-folder.ts";
import { removeOldReports } from "./remove-old-reports.ts";
import { renderSafely } from "./render-safely.ts";
import { writeFileAtomically } from "./write-file.ts";

export interface WriteOptions {
  /** The command's own folder; it exists. */
  readonly folder: string;
  /** The folder that gets the link `latest`. */
  readonly out: string;
  /** How many reports stay there, the newest; 0 keeps all. */
  readonly keepReports: number;
  /** The file for JUnit XML, if the user asked for one. */
  readonly junit?: string | undefined;
  /** The file for the Common Test Report Format, if the user asked for one. */
  readonly ctrf?: string | undefined;
  /** The file of GitHub's job summary. Only a GitHub runner has one. */
  readonly stepSummary?: string | undefined;
  /** Called with the failure of a view, such as report.md. It never changes a verdict. */
  readonly complain: (text: string) => void;
}

/**
 * Writes `report.json` first, then its views.
 *
 * @throws EnvironmentError if `report.json` or a file that was asked for cannot be written.
 */
export async function writeReport(report: RunReport, options: WriteOptions): Promise<void> {
  const { folder, complain } = options;
  await writeFileAtomically(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  const markdown = renderSafely("report.md", () => renderMarkdown(report), complain);
  if (markdown !== undefined) await writeMarkdown(markdown, options);
  const unlinked = await linkLatest(options.out, folder);
  if (unlinked !== undefined) complain(unlinked);
  await removeOldReports(options.out, options.keepReports);
  if (options.junit !== undefined) await writeJunit(report, options.junit, complain);
  if (options.ctrf === undefined) return;
  const ctrf = renderSafely("the CTRF report", () => renderCtrf(report), complain);
  if (ctrf !== undefined) await writeFileAtomically(options.ctrf, ctrf, "--ctrf");
}

async function writeMarkdown(markdown: string, options: WriteOptions): Promise<void> {
  await writeFileAtomically(join(options.folder, "report.md"), markdown);
  if (options.stepSummary === undefined) return;
  const failure = await appendStepSummary(options.stepSummary, markdown);
  if (failure !== undefined) options.complain(failure);
}

async function writeJunit(
  report: RunReport,
  path: string,
  complain: WriteOptions["complain"],
): Promise<void> {
  // Imported on demand, because the XML builder takes longer to import than all other reports.
  const { renderJunit } = await import("../views/junit.ts");
  const xml = renderSafely("JUnit XML", () => renderJunit(report), complain);
  if (xml !== undefined) await writeFileAtomically(path, xml, "--junit");
}
