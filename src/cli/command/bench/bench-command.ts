import { join } from "node:path";

import { type BlockBenchResult, runBlockBench } from "../../../bench/block-bench.ts";
import { renderBlockMarkdown } from "../../../bench/block-markdown.ts";
import { fullPlan, quickPlan } from "../../../bench/block-plan.ts";
import { cellRows, judgedRows, verdictTexts } from "../../../bench/block-text.ts";
import { wallTime } from "../../../clock.ts";
import { exitCodes } from "../../../errors.ts";
import { selectProvider } from "../../../fixtures/redis/redis-provider.ts";
import { createCommandFolder } from "../../../report/files/command-folder.ts";
import { writeFileAtomically } from "../../../report/files/write-file.ts";
import { type Alignment, alignColumns } from "../../../report/text/table.ts";
import { watchInterruption } from "../../process/interruption.ts";
import type { Output } from "../../process/output.ts";
import type { BenchOptions } from "./bench-options.ts";

/** Measures, writes and prints the figures. It judges no bus, so it passes unless it breaks off. */
export async function benchCommand(options: BenchOptions, output: Output): Promise<number> {
  using interruption = watchInterruption({
    say: output.note,
    forceExit: (exitCode) => process.exit(exitCode),
  });
  const provider = await selectProvider(options.provider, options);
  const start = wallTime().replaceAll(/[-:]|\.\d+/gu, "");
  const folder = await createCommandFolder(join(options.out, "bench", start));
  const plan = options.full ? fullPlan : quickPlan;
  output.note(`chaos: bench ${options.bench}, ${plan.mode}, ${provider.name} Redis, ${folder}`);
  const { note } = output;
  const result = await runBlockBench({ plan, provider, note, signal: interruption.signal });
  const json = `${JSON.stringify(result, null, 2)}\n`;
  await writeFileAtomically(join(folder, "bench-block.json"), json);
  await writeFileAtomically(join(folder, "bench-block.md"), renderBlockMarkdown(result));
  output.data(options.json ? result : terminalText(result));
  return exitCodes.pass;
}

const figures: readonly Alignment[] = Array.from({ length: 9 }, () => "right");

function terminalText(result: BlockBenchResult): string {
  const paragraphs = [
    alignColumns(cellRows(result.cells), figures).join("\n"),
    alignColumns(judgedRows(result), ["right"]).join("\n"),
    ...verdictTexts(result),
  ];
  return paragraphs.join("\n\n");
}
