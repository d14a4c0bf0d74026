import { parseSync, Visitor, type CallExpression } from "oxc-parser";

import { splitSentences, type Sentence } from "./sentence.ts";

/**
 * Reads the sentences of a TypeScript or JavaScript file: its comments and test titles, and, unless it
 * is a test, its strings and templates of more than one word, which are messages to the user.
 */
export function readSource(file: string, source: string): Sentence[] {
  const { program, comments } = parseSync(file, source);
  const lineAt = createLineLookup(source);
  const texts: { readonly at: number; readonly text: string }[] = joinLineComments(
    source,
    comments,
  ).map(({ start, value }) => ({ at: start, text: value.replaceAll(/^[ \t]*\*[ \t]?/gm, "") }));
  const isTest = file.includes(".test.") || file.startsWith("tests/");
  const addWords = (start: number, value: string): void => {
    if (/\w \w/.test(value)) texts.push({ at: start, text: value });
  };
  new Visitor({
    CallExpression(call) {
      const title = isTestCall(call) ? call.arguments[0] : undefined;
      if (title?.type === "Literal" && typeof title.value === "string") {
        texts.push({ at: title.start, text: title.value });
      }
    },
    Literal({ start, value }) {
      if (!isTest && typeof value === "string") addWords(start, value);
    },
    TemplateLiteral({ start, quasis }) {
      if (!isTest) addWords(start, quasis.map(({ value }) => value.raw).join("…"));
    },
  }).visit(program);
  return texts.flatMap(({ at, text }) => splitSentences(file, lineAt(at), text));
}

interface Comment {
  readonly type: "Line" | "Block";
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Joins `//` comments on lines that follow each other, because a sentence may go on. */
function joinLineComments(source: string, comments: readonly Comment[]): readonly Comment[] {
  const joined: Comment[] = [];
  for (const comment of comments) {
    const last = joined.at(-1);
    const isNext = last && /^\r?\n[ \t]*$/.test(source.slice(last.end, comment.start));
    if (last?.type === "Line" && comment.type === "Line" && isNext) {
      joined[joined.length - 1] = {
        ...last,
        value: `${last.value}\n${comment.value}`,
        end: comment.end,
      };
    } else {
      joined.push(comment);
    }
  }
  return joined;
}

const testFunctions = new Set(["test", "it", "describe", "bench"]);

function isTestCall({ callee }: CallExpression): boolean {
  let at: CallExpression["callee"] = callee;
  while (at.type === "MemberExpression" || at.type === "CallExpression") {
    at = at.type === "MemberExpression" ? at.object : at.callee;
  }
  return at.type === "Identifier" && testFunctions.has(at.name);
}

function createLineLookup(source: string): (offset: number) => number {
  const ends = [...source.matchAll(/\n/g)].map(({ index }) => index);
  return (offset) => ends.filter((end) => end < offset).length + 1;
}
