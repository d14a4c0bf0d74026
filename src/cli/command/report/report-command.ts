import { readFileSync } from "node:fs";
import { dirname } from "node:path";

import { errorText, exitCodes, UsageError } from "../../../errors.ts";
import { runReportSchema, type RunReport } from "../../../report/model/run-report.ts";
import { upgradeReport } from "../../../report/model/upgrade-report.ts";
import { renderCtrf } from "../../../report/views/ctrf.ts";
import { renderMarkdown } from "../../../report/views/markdown.ts";
import { renderTerminal, widthOf } from "../../../report/views/terminal.ts";
import { userCommand } from "../../../user-command.ts";
import type { Output } from "../../process/output.ts";
import { findReport } from "../find-run.ts";
import type { ReportCommandValues } from "./report-options.ts";

/** Prints a stored report again. */
export async function reportCommand(values: ReportCommandValues, output: Output): Promise<number> {
  const file = findReport(values.run);
  output.data(await render(readReport(file), { ...values, folder: dirname(file) }, output));
  return exitCodes.pass;
}

async function render(
  report: RunReport,
  { format, verbose, folder }: ReportCommandValues & { readonly folder: string },
  { paintData, columns }: Output,
): Promise<string> {
  switch (format) {
    case "terminal":
      return renderTerminal(report, {
        paint: paintData,
        verbose,
        folder,
        ...widthOf(columns?.data),
      });
    case "markdown":
      return renderMarkdown(report).trimEnd();
    case "ctrf":
      return renderCtrf(report).trimEnd();
    case "junit":
      return (await import("../../../report/views/junit.ts")).renderJunit(report);
  }
}

/** Reads a report and checks it against the schema, because the file may come from anywhere. */
function readReport(file: string): RunReport {
  const parsed = runReportSchema.safeParse(upgradeReport(parseJson(file)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UsageError(`${file} is not a report: ${issue?.path.join(".")}: ${issue?.message}`, {
    hint: `Only reports of schema versions 1 and 2 can be printed; judge its histories with \`${userCommand("check", dirname(file))}\`.`,
  });
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${errorText(error)}`, {
      hint: "Name the folder of a run, such as reports/latest.",
      cause: error,
    });
  }
}
