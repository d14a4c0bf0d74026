import type { CallExpression, Expression } from "oxc-parser";

interface Title {
  readonly kind: "suite" | "test";
  /** The offset of its text in the file. */
  readonly start: number;
  readonly text: string;
}

/**
 * Reads the titles that one call gives to tests: one for `test("…")`, and one for each row of
 * `test.each([…])("…")`, with the texts of the row in place of `%s` and `$name`.
 */
export function readTestTitles(
  call: CallExpression,
  textOf: (node: Expression) => string,
): readonly Title[] {
  const [first] = call.arguments;
  const name = nameOf(call.callee);
  const kind = kinds[name];
  if (kind === undefined || !first || first.type === "SpreadElement" || isOf(first)) return [];
  const text = textOf(first);
  if (text === "…") return [];
  const rows = rowsOf(call.callee).map((row) => ({
    kind,
    start: row.start,
    text: fillIn(text, row, textOf),
  }));
  const unfilled = { kind, start: first.start, text: text.replaceAll(placeholder, "…") };
  return [unfilled, ...rows.filter((row) => row.text !== unfilled.text)];
}

const kinds: Record<string, Title["kind"]> = {
  test: "test",
  it: "test",
  bench: "test",
  describe: "suite",
};
const placeholder = /%[sdifjoO]|\$[a-zA-Z][\w.]*/g;

/** True for the rows of `test.each([…])`, whose call looks like one with a title. */
function isOf(node: Expression): boolean {
  return node.type === "ArrayExpression";
}

/** Returns `test` for `test`, `test.only`, `test.each(rows)` and `test.skipIf(condition)`. */
function nameOf(callee: Expression): string {
  if (callee.type === "MemberExpression") return nameOf(callee.object);
  if (callee.type === "CallExpression") return nameOf(callee.callee);
  return callee.type === "Identifier" ? callee.name : "";
}

function rowsOf(callee: Expression): readonly Expression[] {
  const [table] = callee.type === "CallExpression" ? callee.arguments : [];
  if (!table) return [];
  const { elements } = table.type === "TSAsExpression" ? arrayOf(table.expression) : arrayOf(table);
  return elements;
}

function arrayOf(node: { readonly type: string }): { readonly elements: readonly Expression[] } {
  if (node.type !== "ArrayExpression") return { elements: [] };
  const { elements } = node as unknown as { readonly elements: readonly (Expression | null)[] };
  return { elements: elements.filter((element) => element !== null) };
}

function fillIn(title: string, row: Expression, textOf: (node: Expression) => string): string {
  const values = row.type === "ArrayExpression" ? arrayOf(row).elements : [row];
  let next = 0;
  return title.replaceAll(placeholder, (found) => {
    const value = found.startsWith("$") ? propertyOf(row, found.slice(1)) : values[next++];
    return value ? textOf(value) : "…";
  });
}

function propertyOf(row: Expression, name: string): Expression | undefined {
  if (row.type !== "ObjectExpression") return undefined;
  return row.properties
    .filter((property) => property.type === "Property")
    .find(({ key }) => key.type === "Identifier" && key.name === name)?.value;
}
