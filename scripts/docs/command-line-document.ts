import { dirname, join } from "node:path";

import { commands } from "../../src/cli/command-line/commands.ts";
import type { Command } from "../../src/cli/command/command.ts";
import { defaultText, valueText, wordUsage } from "../../src/cli/option/option-text.ts";
import type { Option, OptionList } from "../../src/cli/option/option.ts";
import { colourOption } from "../../src/cli/option/shared-options.ts";
import { exitCodeMeanings } from "../../src/cli/process/exit-code.ts";
import { countText } from "../../src/wording.ts";
import { paddedTable } from "./padded-table.ts";

export const commandLineFile = join(
  dirname(dirname(import.meta.dirname)),
  "docs",
  "command-line.md",
);

const intro = `# Command line

This page lists every command with its options, and the exit codes. The commands begin with \`npx bus-chaos\` where the
package is installed, and with \`npm run chaos --\` in a clone of this project:

\`\`\`sh
npm run chaos -- restart
npm run chaos -- explore --only 'XADD*before-reply'
\`\`\`

Standard output holds data only: tables, JSON, a repeated report. Progress and the report of a run go to standard
error. The last line of a run is the command that repeats it. \`--help\` after a command shows the same as this page,
which \`npm run docs\` writes from the declared options in \`src/cli\`.
`;

/** Returns docs/command-line.md as it must be for the commands in src/cli. */
export function commandLineText(): string {
  const all: readonly (readonly [string, Command])[] = Object.entries(commands);
  const summaries = all.map(([name, { summary }]) => [`[${name}](#${name})`, summary]);
  return [
    intro,
    ...paddedTable(["command", "what it does"], summaries),
    "",
    `Every command takes \`--help\`, \`--version\` and \`--${colourOption.noColor.name}\`.`,
    "",
    ...all.flatMap(([name, command]) => commandSection(name, command)),
    ...exitCodeSection(),
    "",
  ].join("\n");
}

function commandSection(name: string, { summary, words, options }: Command): string[] {
  const usage = [name, ...Object.values(words).map(wordUsage), ...optionsUsage(options)].join(" ");
  const sentence = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
  const groups = Map.groupBy(Object.values(options), ({ group }) => group);
  return [
    `## ${name}`,
    "",
    `${sentence} Usage: \`${usage}\`.`,
    "",
    ...(Object.keys(words).length > 0 ? [...wordTable(words), ""] : []),
    ...[...groups].flatMap(([group, list]) => [
      ...(group === undefined ? [] : [`**${group.replace(/:$/u, "")}**`, ""]),
      ...optionTable(list),
      "",
    ]),
  ];
}

function optionsUsage(options: OptionList): string[] {
  return Object.keys(options).length > 0 ? ["[options]"] : [];
}

function wordTable(words: OptionList): string[] {
  const rows = Object.values(words).map((word) => [
    `\`${word.name}\``,
    defaultText(word) ?? (word.required ? "required" : ""),
    word.help,
  ]);
  return paddedTable(["word", "default", "meaning"], rows);
}

function optionTable(options: readonly Option[]): string[] {
  const rows = options.map((option) => [
    `\`${option.short === undefined ? "" : `-${option.short}, `}--${option.name}\``,
    valueWords(option),
    defaultText(option) ?? "",
    option.help,
  ]);
  return paddedTable(["option", "value", "default", "meaning"], rows);
}

/** Counts above this bound are called unbounded. */
const highestNamedCount = 100_000_000;

function valueWords(option: Option): string {
  switch (option.kind) {
    case "flag":
      return "";
    case "text":
      return "text";
    case "list":
      return "text, repeatable";
    case "choice":
      return "a name";
    case "count":
      return option.to > highestNamedCount
        ? `number from ${countText(option.from)}`
        : `${countText(option.from)} to ${countText(option.to)}`;
    case "duration":
      return `${valueText(option, option.from)} to ${valueText(option, option.to)}`;
    case "url":
      return `${option.schemes.join(" or ")} URL`;
  }
}

function exitCodeSection(): string[] {
  const rows = exitCodeMeanings.map(({ code, meaning }) => [String(code), meaning]);
  return [
    "## Exit codes",
    "",
    "The exit code is the verdict of the command, or tells why there is no verdict.",
    "",
    ...paddedTable(["exit", "meaning"], rows),
  ];
}
