import type { Passage } from "./sentence.ts";

/**
 * Reads the passages of a Markdown page: paragraphs, list items, headings and table cells. Code blocks hold
 * none, but a comment for the reader of the source (`<!-- … -->`) is one.
 */
export function readPage(page: string): readonly Passage[] {
  const lines = page.replaceAll(/^( *)(```+|~~~+)[\s\S]*?^\1\2/gm, keepLines).split("\n");
  const passages: Passage[] = [];
  let paragraph: Passage | undefined;
  const add = (passage: Passage): void => {
    passages.push(passage);
    paragraph = undefined;
  };
  lines.forEach((text, at) => {
    const line = at + 1;
    if (/^\s*\|/.test(text)) {
      const kind = /^\s*\|[\s:|-]+$/.test(lines[at + 1] ?? "") ? "heading" : "page";
      for (const cell of cellsOf(text)) add({ kind, line, text: cell });
    } else if (/^\s*#{1,6} /.test(text)) {
      add({ kind: "heading", line, text: text.replace(/^\s*#+ /, "") });
    } else if (paragraph) {
      paragraph = { ...paragraph, text: `${paragraph.text}\n${text}` };
      passages[passages.length - 1] = paragraph;
    } else if (text.trim() !== "") {
      paragraph = { kind: "page", line, text };
      passages.push(paragraph);
    }
    if (text.trim() === "") paragraph = undefined;
  });
  return passages;
}

const longestTableRow = 160;

/** Returns the rows of tables that are longer than 160 characters, which no terminal shows in one line. */
export function longTableRows(page: string): readonly Passage[] {
  return page.split("\n").flatMap((text, at) => {
    const isLong = /^\s*\|/.test(text) && text.length > longestTableRow;
    return isLong ? [{ kind: "page", line: at + 1, text: `${text.slice(0, 60)}…` } as const] : [];
  });
}

/** Returns the texts between the bars of a table row; a bar after a backslash is part of the text. */
function cellsOf(row: string): readonly string[] {
  return row
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
    .filter((cell) => /[a-z]/i.test(cell));
}

function keepLines(text: string): string {
  return text.replaceAll(/[^\n]/g, "");
}
