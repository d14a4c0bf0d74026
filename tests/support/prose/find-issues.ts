import { proseRules } from "./prose-rules.ts";
import { longTableRows, readPage } from "./read-page.ts";
import { readJson, readScript } from "./read-script.ts";
import { readSource } from "./read-source.ts";
import { splitSentences, type Passage, type Sentence } from "./sentence.ts";

/** A sentence that a stranger cannot understand without the code, with the reason. */
export interface ProseIssue extends Sentence {
  readonly reason: string;
}

/** Returns whether the sentences of a file are checked. Its name says how they are read. */
export function isChecked(file: string): boolean {
  return readerOf(file) !== undefined && !exceptions.test(file);
}

/** Finds the issues in one file. Returns them in the order of its lines. */
export function findIssues(file: string, text: string): readonly ProseIssue[] {
  const passages = readerOf(file)?.(file, text) ?? [];
  const issues = passages.flatMap(splitSentences).flatMap(issuesOf);
  const rows = file.endsWith(".md") ? longTableRows(text) : [];
  const reason = "a table row has at most 160 characters";
  return [...issues, ...rows.map((row) => ({ ...row, reason }))].toSorted(
    (a, b) => a.line - b.line,
  );
}

/** Returns the sentence with the reason of the first rule that it breaks, or nothing. */
function issuesOf(sentence: Sentence): readonly ProseIssue[] {
  // Code is quoted as it is, whatever words it has.
  const text = sentence.text.replaceAll(/`[^`]+`/g, "`code`");
  const rule = proseRules.find(
    ({ kinds, pattern }) => kinds.includes(sentence.kind) && pattern.test(text),
  );
  return rule ? [{ ...sentence, reason: rule.reason }] : [];
}

type Reader = (file: string, text: string) => readonly Passage[];

const readers: readonly (readonly [RegExp, Reader])[] = [
  [/\.md$/, (_file, text) => readPage(text)],
  [/\.[mc]?[tj]s$/, readSource],
  [/\.json$/, (_file, text) => readJson(text)],
  [/\.(?:sh|ya?ml)$|^\.ci\/run$|^\.\w+(?:ignore|attributes)$/, (_file, text) => readScript(text)],
];

/** Files that quote the forbidden forms on purpose, and the lock file, which npm writes. */
const exceptions = /^package-lock\.json$|^tests\/support\/prose\/.*\.test\.ts$/;

function readerOf(file: string): Reader | undefined {
  return readers.find(([name]) => name.test(file))?.[1];
}
