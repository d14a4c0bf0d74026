import { join } from "node:path";

import type { BlockBenchResult } from "../../../bench/block-bench-result.ts";
import { runBlockBench } from "../../../bench/block-bench.ts";
import { renderBlockMarkdown, renderInterruptedBlock } from "../../../bench/block-markdown.ts";
import type { BlockMeasurement } from "../../../bench/block-measurement.ts";
import { fullPlan, quickPlan } from "../../../bench/block-plan.ts";
import { cellRows, interruptedText, judgedRows, verdictTexts } from "../../../bench/block-text.ts";
import { selectProvider } from "../../../fixtures/redis/redis-provider.ts";
import { startStamp } from "../../../report/files/plan-folders.ts";
import { writeFileAtomically } from "../../../report/files/write-file.ts";
import { type Alignment, alignColumns } from "../../../report/text/table.ts";
import type { Output } from "../../process/output.ts";
import { createSteadyLines } from "../../progress/steady-lines.ts";
import { runLongCommand } from "../long-command.ts";
import { noteFailure } from "../note-failure.ts";
import type { BenchValues } from "./bench-options.ts";

/** Measures, writes and prints the figures. It judges no bus, so it passes if it comes to its end. */
export async function benchCommand(values: BenchValues, output: Output): Promise<number> {
  const provider = await selectProvider(values.provider, values);
  const plan = values.full ? fullPlan : quickPlan;
  let soFar: BlockMeasurement | undefined;
  let result: BlockBenchResult | undefined;
  return await runLongCommand(
    {
      planFolder: (startedAt) => join(values.out, "bench", startStamp(startedAt)),
      title: `bench ${values.bench}, ${plan.mode}, ${provider.name} Redis`,
      quiet: false,
      verbose: false,
      openProgress: () => createSteadyLines({ write: output.note }),
      work: async ({ progress: { say: note }, signal }) => {
        const onMeasured = (measured: BlockMeasurement) => void (soFar = measured);
        result = await runBlockBench({ plan, provider, note, onMeasured, signal });
      },
      publish: async ({ folder }) => {
        const pages = result ? pagesOf(result) : soFar && interruptedPages(soFar, plan.mode);
        if (!pages) return { verdicts: [] };
        const writeError = await noteFailure(async () => await write(pages, folder), { output });
        output.data(values.json ? pages.json : pages.text);
        return { verdicts: result ? ["pass"] : [], writeError };
      },
    },
    output,
  );
}

/** The figures in the three forms in which they leave the program. */
interface Pages {
  readonly json: unknown;
  readonly markdown: string;
  readonly text: string;
}

const figures: readonly Alignment[] = Array.from({ length: 9 }, () => "right");

function pagesOf(result: BlockBenchResult): Pages {
  const paragraphs = [
    alignColumns(cellRows(result.cells), figures).join("\n"),
    alignColumns(judgedRows(result), ["right"]).join("\n"),
    ...verdictTexts(result),
  ];
  return { json: result, markdown: renderBlockMarkdown(result), text: paragraphs.join("\n\n") };
}

function interruptedPages(soFar: BlockMeasurement, mode: string): Pages {
  const cells = alignColumns(cellRows(soFar.cells), figures).join("\n");
  return {
    json: { mode, interrupted: true, ...soFar },
    markdown: renderInterruptedBlock(soFar),
    text: `${cells}\n\n${interruptedText}`,
  };
}

async function write({ json, markdown }: Pages, folder: string): Promise<void> {
  await writeFileAtomically(join(folder, "bench-block.json"), `${JSON.stringify(json, null, 2)}\n`);
  await writeFileAtomically(join(folder, "bench-block.md"), markdown);
}
