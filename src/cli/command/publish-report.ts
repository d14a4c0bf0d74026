import { renderSafely } from "../../report/files/render-safely.ts";
import { writeReport } from "../../report/files/write-report.ts";
import type { RunReport } from "../../report/model/run-report.ts";
import { renderAnnotations } from "../../report/views/annotations.ts";
import { renderTerminal, renderVerdict, widthOf } from "../../report/views/terminal.ts";
import { userCommand } from "../../user-command.ts";
import type { ReportValues } from "../option/shared-options.ts";
import { environmentErrors } from "../process/environment-errors.ts";
import type { Output } from "../process/output.ts";
import type { Published } from "./long-command.ts";
import { noteFailure } from "./note-failure.ts";

interface PublishOptions {
  /** The command's own folder. */
  readonly folder: string;
  readonly values: ReportValues;
  readonly output: Output;
  /** The error that ended the command, which the user has read already. */
  readonly shown: unknown;
}

/** Writes the report, then prints it. The user sees the verdict even if the disk is full. */
export async function publishReport(
  report: RunReport,
  publish: PublishOptions,
): Promise<Published> {
  const { folder, values, output, shown } = publish;
  const { out, keepReports, junit, ctrf, verbose } = values;
  const stepSummary = process.env["GITHUB_STEP_SUMMARY"] || undefined;
  const files = { folder, out, keepReports, junit, ctrf, stepSummary, complain: output.note };
  const writeError = await noteFailure(async () => await writeReport(report, files), {
    output,
    verbose,
    shown,
  });
  print(report, publish);
  if (process.env["GITHUB_ACTIONS"] === "true") {
    const render = (): string => renderAnnotations(report).join("\n");
    const annotations = renderSafely("the annotations", render, output.note);
    if (annotations) output.note(annotations);
  }
  return { verdicts: [report.verdict], errors: environmentErrors(report), writeError };
}

function print(report: RunReport, { folder, values, output }: PublishOptions): void {
  const { json, quiet, verbose } = values;
  const { paint } = output;
  if (json) output.data(report);
  // The error, which the user has read already, is all that there is to say.
  if (report.error !== null && report.results.length === 0) return;
  const render = (): string =>
    quiet
      ? renderVerdict(report, { paint, folder })
      : `\n${renderTerminal(report, {
          paint,
          verbose,
          folder,
          errorShown: true,
          ...(!verbose && { inFull: userCommand("report", folder) }),
          ...widthOf(output.columns?.note),
        })}`;
  output.note(renderSafely("the summary", render, output.note) ?? report.verdict);
}
