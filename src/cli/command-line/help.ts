import { alignColumns } from "../../report/text/table.ts";
import { userCommand } from "../../user-command.ts";
import { describeOption } from "../option/option-text.ts";
import type { Option } from "../option/option.ts";
import { exitCodeMeanings } from "../process/exit-code.ts";
import { commands } from "./commands.ts";

/** Returns true if the words ask for help on the whole program. The parser helps with one command. */
export function asksForHelp(words: readonly string[]): boolean {
  return words.length === 1 && ["--help", "-h", "help"].includes(words[0] ?? "");
}

/**
 * Returns the help of the whole program. yargs could print one too, but importing yargs takes longer
 * than the rest of the program.
 */
export function helpText(): string {
  const summaries = Object.entries(commands).map(([name, { summary }]) => [`  ${name}`, summary]);
  const options: readonly Option[] = Object.values(commands.run.options);
  const groups = Map.groupBy(options, ({ group }) => group ?? "Options:");
  return [
    `${userCommand()} [run] SCENARIO... | --all   [options]`,
    "",
    "Puts a Redis message bus through restarts, partitions, races and leaks, and says what it lost.",
    "",
    `Commands (${userCommand("COMMAND", "--help")} says more):`,
    ...alignColumns(summaries),
    ...[...groups].flatMap(([group, list]) => ["", group, ...alignColumns(list.map(optionCells))]),
    "",
    "Exit codes:",
    ...exitCodeMeanings.map(({ code, meaning }) => `${String(code).padStart(4)}  ${meaning}`),
  ].join("\n");
}

function optionCells(option: Option): string[] {
  const { name, kind, short } = option;
  const start = short === undefined ? "" : `-${short}, `;
  return [`  ${start}--${name}${kind === "flag" ? "" : " VALUE"}`, describeOption(option)];
}
