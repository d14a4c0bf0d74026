import { renderSafely } from "../../report/files/render-safely.ts";
import { writeReport } from "../../report/files/write-report.ts";
import type { RunReport } from "../../report/model/run-report.ts";
import { renderTerminal, renderVerdictLine } from "../../report/views/terminal.ts";
import type { ReportOptions } from "../option/shared-options.ts";
import { failureText } from "../process/failure-text.ts";
import type { Output } from "../process/output.ts";
import { explainWith } from "./explain-with.ts";

export interface PublishOptions {
  /** The command's own folder. */
  readonly folder: string;
  readonly options: ReportOptions;
  readonly output: Output;
}

/**
 * Writes the report, then prints it: a full disk keeps nobody from seeing the verdict.
 *
 * @returns what kept it from being written, if anything did.
 */
export async function publishReport(report: RunReport, publish: PublishOptions): Promise<unknown> {
  const writeError = await write(report, publish);
  print(report, publish);
  return writeError;
}

async function write(report: RunReport, publish: PublishOptions): Promise<unknown> {
  const { folder, options, output } = publish;
  try {
    await writeReport(report, {
      folder,
      out: options.out,
      junit: options.junit,
      stepSummary: process.env["GITHUB_STEP_SUMMARY"] || undefined,
      complain: output.note,
    });
    return undefined;
  } catch (error) {
    output.note(failureText(error, options.verbose));
    return error;
  }
}

function print(report: RunReport, { folder, options, output }: PublishOptions): void {
  const { json, quiet, verbose } = options;
  const { paint } = output;
  if (json) output.data(report);
  const render = (): string =>
    quiet
      ? renderVerdictLine(report, paint)
      : `\n${renderTerminal(report, { paint, verbose, folder, explainWith })}`;
  output.note(renderSafely("the summary", render, output.note) ?? report.verdict);
}
