/** A sentence that a reader of the project meets, with the place where it stands. */
export interface Sentence {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * Splits a text into its sentences. A blank line, a list marker and a tag such as `@returns` begin a
 * new sentence. Each sentence gets the line on which it begins.
 */
export function splitSentences(file: string, firstLine: number, text: string): Sentence[] {
  const sentences: Sentence[] = [];
  for (const paragraph of text.matchAll(/(?:(?!\n\s*\n|\n\s*(?:[-*]|\d+\.)\s|\n\s*@)[\s\S])+/g)) {
    const starts = paragraph[0].matchAll(/(?:(?![.!?:]\s+[A-Z`*])[\s\S])+[.!?:]?/g);
    for (const { 0: part, index } of starts) {
      const offset = paragraph.index + index + (part.length - part.trimStart().length);
      const line = firstLine + countLines(text.slice(0, offset));
      const words = part.trim().replaceAll(/\s+/g, " ").replace(marker, "");
      if (words !== "") sentences.push({ file, line, text: words });
    }
  }
  return sentences;
}

/** A list marker, a tag of a doc comment, or the opening of bold text. */
const marker = /^(?:[-*] |\d+\. )?(?:@[a-z]+(?: \w+)? )?(?:\*\*)?/;

function countLines(text: string): number {
  return text.split("\n").length - 1;
}
