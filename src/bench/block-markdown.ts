import type { BlockBenchResult } from "./block-bench.ts";
import { cellRows, judgedRows, type TableRows, verdictTexts } from "./block-text.ts";

/** The result as a page for people. */
export function renderBlockMarkdown(result: BlockBenchResult): string {
  const blocks = [
    "## What a BLOCK timeout costs",
    table(cellRows(result.cells)),
    table(judgedRows(result)),
    ...verdictTexts(result),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function table([headings = [], ...rows]: TableRows): string {
  const lines = [headings, headings.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
