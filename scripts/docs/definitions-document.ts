import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { definitionExamples } from "../../proof/definitions/definition-examples.ts";
import { toRecordedRun } from "../../proof/run-scripts/record-script.ts";
import type { RunScript } from "../../proof/run-scripts/run-script.ts";
import { indexHistory } from "../../src/history/index-history.ts";
import { judge } from "../../src/judging/judge.ts";
import { callLines } from "./call-lines.ts";
import { foldRepeats } from "./fold-repeats.ts";

export const definitionsFile = join(
  dirname(dirname(import.meta.dirname)),
  "docs",
  "definitions.md",
);

const exampleBlock = /<!-- example: (.+) -->\n\n```text\n(?:.*\n)*?```/gu;

/**
 * Returns docs/definitions.md with the examples as the judge judges them now. The text of the page is
 * written by hand; only the block after each `<!-- example: NAME -->` is replaced.
 */
export function definitionsText(): string {
  return readFileSync(definitionsFile, "utf8").replaceAll(exampleBlock, (_block, name: string) => {
    const script = definitionExamples[name];
    if (!script) throw new Error(`docs/definitions.md: there is no example called "${name}"`);
    return [`<!-- example: ${name} -->`, "", "```text", ...exampleLines(script), "```"].join("\n");
  });
}

/** Returns the names of the examples in the page, in order. */
export function examplesInDefinitions(): readonly string[] {
  return [...readFileSync(definitionsFile, "utf8").matchAll(exampleBlock)].map(
    ([, name = ""]) => name,
  );
}

function exampleLines(script: RunScript): readonly string[] {
  const { header, operations } = toRecordedRun(script);
  const history = indexHistory(header, operations);
  const { verdict, findings } = judge(history);
  const lines = foldRepeats(callLines(history)).map(
    ({ atMs, text }) => `${String(atMs).padStart(5)}  ${text}`,
  );
  const found = findings.map((each) => {
    const about = each.messages.length === 0 ? "" : `: ${each.messages.join(", ")}`;
    return `${each.kind} ${each.verdict}${about}`;
  });
  return [...lines, `  =>   ${[`verdict ${verdict}`, ...found].join("; ")}`];
}
