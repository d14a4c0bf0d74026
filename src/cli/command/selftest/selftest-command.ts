import { join } from "node:path";

import { UsageError } from "../../../errors.ts";
import { startStamp } from "../../../report/files/plan-folders.ts";
import { writeFileAtomically } from "../../../report/files/write-file.ts";
import { verdictColours } from "../../../report/text/paint.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import { alignColumns } from "../../../report/text/table.ts";
import { verdictText } from "../../../report/text/verdict-mark.ts";
import { detectionLegend, detectionLines } from "../../../selftest/detection-table.ts";
import { buildSelftestReport, type SelftestReport } from "../../../selftest/selftest-report.ts";
import {
  evidenceLines,
  problemLines,
  renderSelftestMarkdown,
  summaryText,
} from "../../../selftest/selftest-text.ts";
import { selftest, selftestBusNames, type Selftest } from "../../../selftest/selftest.ts";
import { suggestion } from "../../../suggest.ts";
import type { Output } from "../../process/output.ts";
import { runLongCommand } from "../long-command.ts";
import { noteFailure } from "../note-failure.ts";
import type { SelftestValues } from "./selftest-options.ts";
import { openSelftestProgress } from "./selftest-progress.ts";

/** Lets the harness find the planted bugs, writes and prints the report, returns the exit code. */
export async function selftestCommand(values: SelftestValues, output: Output): Promise<number> {
  const { canary, full, only, seed, quiet } = values;
  refuseUnknownBus(only);
  const mode = canary ? "canary" : full ? "full" : "standard";
  let tested: Selftest | undefined;
  return await runLongCommand(
    {
      planFolder: (startedAt) => join(values.out, "selftest", `${startStamp(startedAt)}-${seed}`),
      title: `selftest, ${mode}, seed ${seed}`,
      quiet,
      verbose: false,
      openProgress: () => openSelftestProgress(output, quiet),
      work: async ({ folder, progress: { onPlanned, onRunEnded }, signal }) => {
        const named = only !== undefined && { only };
        const runs = join(folder, "runs");
        const request = { mode, ...named, seed, folder: runs, provider: "auto" } as const;
        tested = await selftest({ ...request, onPlanned, onRunEnded, signal });
      },
      publish: async ({ folder, startedAt, durationMs }) => {
        if (!tested) return { verdicts: [] };
        const report = buildSelftestReport(tested, { seed, startedAt, durationMs });
        const writeError = await noteFailure(async () => await write(report, folder), { output });
        print(report, values, output);
        return { verdicts: [report.verdict], writeError };
      },
    },
    output,
  );
}

/** @throws UsageError with the nearest name in the zoo. */
function refuseUnknownBus(only: string | undefined): void {
  const names = selftestBusNames();
  if (only === undefined || names.includes(only)) return;
  throw new UsageError(`there is no bus "${oneLine(only)}" in the zoo`, {
    hint: suggestion(only, names),
  });
}

async function write(report: SelftestReport, folder: string): Promise<void> {
  const json = `${JSON.stringify(report, null, 2)}\n`;
  await writeFileAtomically(join(folder, "selftest.json"), json);
  await writeFileAtomically(join(folder, "selftest.md"), renderSelftestMarkdown(report));
}

function print(report: SelftestReport, { json, quiet }: SelftestValues, output: Output): void {
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
