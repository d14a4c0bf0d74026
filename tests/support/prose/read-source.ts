import { parseSync, Visitor, type Comment, type Expression } from "oxc-parser";

import { readTestTitles } from "./read-test-titles.ts";
import type { Passage } from "./sentence.ts";

/**
 * Reads the passages of a TypeScript or JavaScript file: its comments, its test titles, and its messages.
 * A message is a string or template of more than one word; in a test file only the text that `expect`
 * shows when it fails is one, because the other strings are data.
 */
export function readSource(file: string, source: string): readonly Passage[] {
  const { program, comments } = parseSync(file, source);
  const lineAt = (offset: number): number => source.slice(0, offset).split("\n").length;
  const isTest = /\.test\.\w+$/.test(file) || file.startsWith("tests/");
  const passages: Passage[] = joinComments(source, comments).map(({ start, value }) => ({
    kind: "comment",
    line: lineAt(start),
    text: withoutStars(value).replace(/^\s*(?:oxlint|eslint)-\S+ .*?-- /, ""),
  }));
  const addMessage = (node: Expression): void => {
    const text = textOf(source, node);
    if (/\w \w/.test(text)) passages.push({ kind: "message", line: lineAt(node.start), text });
  };
  const joined = new Set<Expression>();
  new Visitor({
    CallExpression(call) {
      for (const title of readTestTitles(call, (node) => textOf(source, node))) {
        passages.push({ kind: title.kind, line: lineAt(title.start), text: title.text });
      }
      const [, message] = call.arguments;
      const isExpect = call.callee.type === "Identifier" && call.callee.name === "expect";
      if (isTest && isExpect && message && message.type !== "SpreadElement") addMessage(message);
    },
    BinaryExpression(sum) {
      if (isTest || sum.operator !== "+" || joined.has(sum)) return;
      for (const part of summandsOf(sum)) joined.add(part);
      addMessage(sum);
    },
    Literal(node) {
      if (!isTest && typeof node.value === "string" && !joined.has(node)) addMessage(node);
    },
    TemplateLiteral(node) {
      if (!isTest && !joined.has(node)) addMessage(node);
    },
  }).visit(program);
  return passages;
}

/** Returns the words of a string, a template or a sum of both; `…` stands for any other value. */
function textOf(source: string, node: Expression): string {
  if (node.type === "Literal" && typeof node.value === "string") {
    return source.slice(node.start + 1, node.end - 1);
  }
  if (node.type === "TemplateLiteral") return node.quasis.map(({ value }) => value.raw).join("…");
  if (node.type !== "BinaryExpression") return "…";
  return summandsOf(node)
    .filter(({ type }) => type !== "BinaryExpression")
    .map((part) => textOf(source, part))
    .join("");
}

/** Returns a sum and all that it adds, in order; the sums inside of it are among them. */
function summandsOf(node: Expression): readonly Expression[] {
  if (node.type !== "BinaryExpression" || node.operator !== "+") return [node];
  return [node, ...summandsOf(node.left), ...summandsOf(node.right)];
}

/** Joins `//` comments that stand under each other, because a sentence may go on in the next line. */
function joinComments(source: string, comments: readonly Comment[]): readonly Comment[] {
  const columnOf = ({ start }: Comment): number => start - source.lastIndexOf("\n", start);
  const joined: Comment[] = [];
  for (const comment of comments) {
    const last = joined.at(-1);
    const isNext =
      last?.type === "Line" &&
      comment.type === "Line" &&
      /^\r?\n[ \t]*$/.test(source.slice(last.end, comment.start)) &&
      columnOf(last) === columnOf(comment);
    if (isNext) joined.pop();
    const text = isNext ? `${last.value}\n${comment.value}` : comment.value;
    // The column of a joined comment stays that of its first line.
    joined.push(isNext ? { ...last, value: text, end: comment.end } : { ...comment });
  }
  return joined;
}

function withoutStars(comment: string): string {
  return comment.replaceAll(/^[ \t]*\*(?!\*)[ \t]?/gm, "");
}
