/** The place of a sentence decides which rules hold for it. */
export type SentenceKind =
  | "comment"
  /** A sentence, list item or table cell of a page. */
  | "page"
  /** A heading of a page or of a table. It may be a question or a noun clause. */
  | "heading"
  /** A string of the program. It may be a part of a longer sentence. */
  | "message"
  /** The title of a `describe` block, usually a noun. */
  | "suite"
  /** The title of a test, as a CI log prints it. */
  | "test";

/** A text as it stands in a file, before it is split into sentences. */
export interface Passage {
  readonly kind: SentenceKind;
  /** The line of its first character, from 1. */
  readonly line: number;
  readonly text: string;
}

/** A sentence that a reader of the project meets, and the line on which it begins, from 1. */
export type Sentence = Passage;

/**
 * Splits a passage into its sentences. A blank line, `\n` in a string, a list marker and a tag such as
 * `@returns` begin a new one; so does a capital, a backtick or an asterisk after a full stop or a colon.
 */
export function splitSentences({ kind, line, text }: Passage): readonly Sentence[] {
  const sentences: Sentence[] = [];
  const marked = text.replaceAll(/\\[nr]/g, "\u2029 ");
  for (const { 0: paragraph, index } of marked.matchAll(paragraphs)) {
    for (const { 0: part, index: begin } of paragraph.matchAll(parts)) {
      const offset = index + begin + (part.length - part.trimStart().length);
      const words = part.trim().replaceAll(/\s+/g, " ").replace(opening, "");
      const linesBefore = text.slice(0, offset).split("\n").length - 1;
      if (words !== "") sentences.push({ kind, line: line + linesBefore, text: words });
    }
  }
  return sentences;
}

const paragraphs = /(?:(?!\n\s*\n|\u2029|\n\s*(?:[-*+]|\d+[.)])\s|\n\s*@)[\s\S])+/g;
const parts = /(?:(?![.!?:]["')]?\s+[A-Z`*])[\s\S])+(?:[.!?:]["')]?)?/g;
/** A quotation mark, a list marker, a tag of a doc comment with the name that follows, bold type. */
const opening =
  /^(?:> )?(?:(?:[-*+]|\d+[.)]) )?(?:\[[ x]\] )?(?:@(?:param|property|template) \S+ (?:- )?|@\w+ )?(?:\*\*|_)?/;
