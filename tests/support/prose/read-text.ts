import { splitSentences, type Sentence } from "./sentence.ts";

/** Reads the sentences of a Markdown page. Code blocks and headings hold none; a table cell is one. */
export function readMarkdown(file: string, page: string): Sentence[] {
  const prose = page
    .replaceAll(/^```[\s\S]*?^```/gm, keepLines)
    .replaceAll(/^#.*$/gm, "")
    .replaceAll(/^\|.*$/gm, (row) => row.replaceAll("|", "\u2028"));
  return splitSentences(file, 1, prose).flatMap((sentence) =>
    sentence.text
      .split("\u2028")
      .map((cell) => ({ ...sentence, text: cell.trim() }))
      .filter(({ text }) => text !== ""),
  );
}

/** Reads the sentences in the comments of a shell script. */
export function readShell(file: string, script: string): Sentence[] {
  const comments = script.replaceAll(/^(?!\s*# ).*$/gm, "").replaceAll(/^\s*# ?/gm, "");
  return splitSentences(file, 1, comments);
}

function keepLines(text: string): string {
  return text.replaceAll(/[^\n]/g, "");
}
