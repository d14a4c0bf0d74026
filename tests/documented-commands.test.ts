import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { commands } from "../src/cli/command-line/commands.ts";
import { createParser } from "../src/cli/command-line/parser.ts";
import { resolveRequest } from "../src/cli/command/run/resolve-request.ts";
import { runOptions } from "../src/cli/command/run/run-options.ts";
import { readOptions } from "../src/cli/option/read-options.ts";

const project = dirname(import.meta.dirname);
const pages = ["README.md", "CONTRIBUTING.md", ...globSync("docs/*.md", { cwd: project })];

/** The ways in which a page starts the program. */
const starts = /(?:npm run (?:-s )?chaos(?: --)?|npx bus-chaos|node src\/cli\.ts)(?= |$)/u;

interface Documented {
  readonly page: string;
  readonly line: string;
  /** The words after the name of the program. */
  readonly words: readonly string[];
}

function documentedCommands(): Documented[] {
  return pages.flatMap((page) => {
    const text = readFileSync(join(project, page), "utf8").replaceAll(/\\\n\s*/gu, "");
    const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gmsu)].map(([, block = ""]) => block);
    return blocks
      .flatMap((block) => block.split("\n"))
      .filter((line) => starts.test(line))
      .map((line) => ({ page, line, words: wordsOf(line) }));
  });
}

/** Returns the words as a shell passes them on: without a comment, a pipe, and quotes. */
function wordsOf(line: string): string[] {
  const [, rest = ""] = line.split(starts);
  const command = rest.replace(/\s+#.*$/u, "").replace(/\s+\|.*$/u, "");
  return [...command.matchAll(/'([^']*)'|(\S+)/gu)].map(
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
}

/** A line without words takes everything from the configuration of the reader. */
const documented = documentedCommands().filter(({ words }) => words.length > 0);

test("pages show many commands", () => {
  expect(documented.length).toBeGreaterThan(15);
});

test.each(documented)("the command `$line` of $page is understood", async ({ words }) => {
  const understood: string[] = [];
  await createParser(words, async (name, raw) => {
    await commands[name].checkValues(raw);
    if (name === "run") await resolveRequest(readOptions(runOptions, { ...raw, bus: "streams" }));
    understood.push(name);
  }).parseAsync();
  expect(understood).toHaveLength(1);
});
