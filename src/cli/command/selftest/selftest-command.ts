import { join } from "node:path";

import { nowMs, wallTime } from "../../../clock.ts";
import { UsageError } from "../../../errors.ts";
import { createCommandFolder } from "../../../report/files/command-folder.ts";
import { writeFileAtomically } from "../../../report/files/write-file.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import { alignColumns } from "../../../report/text/table.ts";
import { verdictText } from "../../../report/text/verdict-mark.ts";
import { verdictColours } from "../../../report/views/terminal.ts";
import { detectionLegend, detectionLines } from "../../../selftest/detection-table.ts";
import { buildSelftestReport, type SelftestReport } from "../../../selftest/selftest-report.ts";
import {
  evidenceLines,
  problemLines,
  renderSelftestMarkdown,
  summaryText,
} from "../../../selftest/selftest-text.ts";
import { selftest, selftestBusNames, type Selftest } from "../../../selftest/selftest.ts";
import { suggestion } from "../../option/suggest.ts";
import { attended } from "../../process/attended.ts";
import { forbidExit } from "../../process/end-process.ts";
import { exitCodeOf } from "../../process/exit-code.ts";
import { exitCodeOfError, failureText } from "../../process/failure-text.ts";
import { reserveStandardOutput, type Output } from "../../process/output.ts";
import type { SelftestOptions } from "./selftest-options.ts";
import { createSelftestProgress } from "./selftest-progress.ts";

/** Lets the harness find what was planted, writes and prints the report, and returns the exit code. */
export async function selftestCommand(options: SelftestOptions, output: Output): Promise<number> {
  refuseUnknownBus(options.only);
  reserveStandardOutput();
  forbidExit();
  const { seed } = options;
  const startedAt = wallTime();
  const startMs = nowMs();
  const start = startedAt.replaceAll(/[-:]|\.\d+/gu, "");
  const folder = await createCommandFolder(join(options.out, "selftest", `${start}-${seed}`));
  if (!options.quiet) output.note(`chaos: selftest, ${options.mode}, seed ${seed}, ${folder}`);
  const { tested, interruptedBy, error } = await perform(options, folder, output);
  if (error !== undefined) output.note(failureText(error, false));
  const errors = error === undefined ? [] : [exitCodeOfError(error)];
  if (!tested) return exitCodeOf({ verdicts: [], interruptedBy, errors });
  const report = buildSelftestReport(tested, { seed, startedAt, durationMs: nowMs() - startMs });
  await write(report, folder);
  print(report, options, output);
  return exitCodeOf({ verdicts: [report.verdict], interruptedBy, errors });
}

/** @throws UsageError with the nearest name there is. */
function refuseUnknownBus(only: string | undefined): void {
  const names = selftestBusNames();
  if (only === undefined || names.includes(only)) return;
  throw new UsageError(`there is no bus "${oneLine(only)}" in the zoo`, {
    hint: suggestion(only, names),
  });
}

async function perform(
  { mode, only, seed, quiet }: SelftestOptions,
  folder: string,
  output: Output,
) {
  using progress = createSelftestProgress(quiet ? () => {} : output.note);
  let tested: Selftest | undefined;
  const ended = await attended(async (signal) => {
    tested = await selftest({
      mode,
      ...(only !== undefined && { only }),
      seed,
      folder: join(folder, "runs"),
      provider: "auto",
      onPlanned: progress.onPlanned,
      onRunEnded: progress.onRunEnded,
      signal,
    });
  }, output.note);
  return { tested, ...ended };
}

async function write(report: SelftestReport, folder: string): Promise<void> {
  const json = `${JSON.stringify(report, null, 2)}\n`;
  await writeFileAtomically(join(folder, "selftest.json"), json);
  await writeFileAtomically(join(folder, "selftest.md"), renderSelftestMarkdown(report));
}

function print(report: SelftestReport, { json, quiet }: SelftestOptions, output: Output): void {
  const { paint } = output;
  if (json) output.data(report);
  const colour = verdictColours[report.verdict];
  const summary = paint(colour, `${verdictText(report.verdict)}: ${summaryText(report)}`);
  const problems = problemLines(report).map((line) => paint("red", oneLine(line)));
  const blocks = quiet
    ? [problems]
    : [
        alignColumns(detectionLines(report.matrix)),
        [detectionLegend],
        evidenceLines(report),
        problems,
      ];
  const paragraphs = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  output.note([...paragraphs, summary].join(quiet ? "\n" : "\n\n"));
}
