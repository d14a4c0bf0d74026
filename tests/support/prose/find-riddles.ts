import { readFileSync } from "node:fs";
import { join } from "node:path";

import { readSource } from "./read-source.ts";
import { readMarkdown, readShell } from "./read-text.ts";
import type { Sentence } from "./sentence.ts";

/** A sentence that a stranger cannot understand without the code, with the reason. */
export interface Riddle extends Sentence {
  readonly reason: string;
}

interface Rule {
  readonly pattern: RegExp;
  readonly reason: string;
}

/** The forms that CONTRIBUTING.md forbids and that a pattern can find. */
const rules: readonly Rule[] = [
  {
    pattern: /^(?:What|Of|One|So (?:many|much|long))\b(?!.*\?$)/,
    reason: "begin with the actor or with a verb",
  },
  {
    pattern: /\b(?:nobody|somebody|whoever|everybody)\b/i,
    reason: "name the actor: bus, link, Redis, harness, publisher, subscriber, group, user",
  },
  { pattern: /\b(?:is|are|was|were) none\b/i, reason: "say what is missing" },
  { pattern: /\bso (?:many|much|long)\b/i, reason: "say the number, or name the value" },
  { pattern: /\bshall\b/i, reason: "use the present tense" },
  { pattern: /\b(?:be they|(?:came|comes) of it|to mend|it be)\b/i, reason: "use plain English" },
];

const longestTableRow = 160;

/** Finds the riddles in one file, whose kind its name tells. Returns them in order. */
export function findRiddles(root: string, file: string): readonly Riddle[] {
  const text = readFileSync(join(root, file), "utf8");
  const isMarkdown = file.endsWith(".md");
  const read = isMarkdown ? readMarkdown : /\.[mc]?ts$|\.mjs$/.test(file) ? readSource : readShell;
  const riddles = read(file, text).flatMap((sentence) =>
    rules
      .filter(({ pattern }) => pattern.test(sentence.text))
      .map(({ reason }) => ({ ...sentence, reason })),
  );
  return isMarkdown ? [...riddles, ...longRows(file, text)] : riddles;
}

function longRows(file: string, page: string): readonly Riddle[] {
  return page.split("\n").flatMap((text, at) => {
    const isLong = text.startsWith("|") && text.length > longestTableRow;
    const reason = `a table row has at most ${longestTableRow} characters`;
    return isLong ? [{ file, line: at + 1, text: `${text.slice(0, 60)}…`, reason }] : [];
  });
}
