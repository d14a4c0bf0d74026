import type { Options } from "yargs";

import { alignColumns } from "../../report/text/table.ts";
import { userCommand } from "../../user-command.ts";
import { optionGroups } from "./option-list.ts";

export const commandSummaries = {
  run: "run scenarios (the default command)",
  list: "list scenarios, variants and buses",
  doctor: "say what runs can stand on here",
  check: "judge a stored run again, without Redis",
  report: "draw a stored report again",
  explain: "tell everything about one message of a stored run",
  explore: "break the connection at every command of a small run",
  selftest: "let the harness find the bugs planted in its own buses",
  bench: "measure what a BLOCK timeout costs",
  completion: "print a completion script for the shell",
} as const;

const exitCodeLines = [
  "   0  every verdict is pass",
  "   1  at least one fail; outranks all below",
  "   2  no fail, but at least one unknown, or nothing was applicable",
  "  64  wrong usage",
  "  69  the environment is not ready",
  "  70  the harness itself failed",
  " 130  interrupted (143 by SIGTERM); what there is was written",
];

/** Whether the words ask for nothing but help. Help on a single command is the parser's. */
export function asksForHelp(words: readonly string[]): boolean {
  return words.length === 1 && ["--help", "-h", "help"].includes(words[0] ?? "");
}

/**
 * The help of the whole program. The parser could print one too, but importing it takes longer than
 * anybody should wait for help.
 */
export function helpText(): string {
  const options = Object.entries(optionGroups).flatMap(([group, list]) => [
    "",
    group,
    ...alignColumns(Object.entries(list).map(([name, option]) => optionCells(name, option))),
  ]);
  return [
    `${userCommand()} [run] --scenario NAME... | --all   [options]`,
    "",
    "Puts a Redis message bus through restarts, partitions, races and leaks, and says what it lost.",
    "",
    `Commands (${userCommand("COMMAND", "--help")} says more):`,
    ...alignColumns(Object.entries(commandSummaries).map(([name, text]) => [`  ${name}`, text])),
    ...options,
    "",
    "Exit codes:",
    ...exitCodeLines,
  ].join("\n");
}

function optionCells(name: string, { alias, type, description }: Options): string[] {
  const short = typeof alias === "string" ? `-${alias}, ` : "";
  return [`  ${short}--${name}${type === "string" ? " VALUE" : ""}`, description ?? ""];
}
