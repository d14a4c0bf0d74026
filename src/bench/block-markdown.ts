import type { BlockBenchResult } from "./block-bench-result.ts";
import type { BlockMeasurement } from "./block-measurement.ts";
import {
  cellRows,
  interruptedText,
  judgedRows,
  type TableRows,
  verdictTexts,
} from "./block-text.ts";

const heading = "## The cost of a BLOCK timeout";

/** Renders the result as a Markdown page. */
export function renderBlockMarkdown(result: BlockBenchResult): string {
  const blocks = [
    heading,
    table(cellRows(result.cells)),
    table(judgedRows(result)),
    ...verdictTexts(result),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** Renders the figures of a benchmark that was interrupted, without a recommendation. */
export function renderInterruptedBlock({ cells }: Pick<BlockMeasurement, "cells">): string {
  const blocks = [heading, `**${interruptedText}**`, table(cellRows(cells))];
  return `${blocks.join("\n\n")}\n`;
}

function table([headings = [], ...rows]: TableRows): string {
  const lines = [headings, headings.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
