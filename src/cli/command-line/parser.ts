import yargs, { type Argv, type Options, type PositionalOptions } from "yargs";

import { packageVersion } from "../../machine.ts";
import { userCommand } from "../../user-command.ts";
import type { Command } from "../command/command.ts";
import { describeOption, wordUsage } from "../option/option-text.ts";
import type { Option, OptionList } from "../option/option.ts";
import type { RawOptions } from "../option/read-options.ts";
import { colourOption } from "../option/shared-options.ts";
import { commands, type CommandName } from "./commands.ts";
import { parserError, refuseFlagValues } from "./parser-error.ts";
import { withScenarioWords } from "./scenario-words.ts";

/** Runs a command with the values that the parser found. */
export type Dispatch = (name: CommandName, raw: RawOptions) => Promise<void>;

/** Creates a parser that calls `dispatch` at most once. It throws a UsageError for wrong usage. */
export function createParser(words: readonly string[], dispatch: Dispatch): Argv {
  refuseFlagValues(words, flagNames());
  const parser: Argv = yargs([...words])
    .scriptName(userCommand())
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      // In `--variant sigterm-1s restart` the last word is a scenario.
      "greedy-arrays": false,
    })
    .locale("en")
    .exitProcess(false)
    .strict()
    .version(packageVersion())
    .help(false)
    .options(yargsOptions(colourOption))
    // The function must throw: if it only prints, yargs runs the command nevertheless.
    .fail((message, error) => {
      if (error !== undefined && error.name !== "YError") throw error;
      throw parserError(message ?? error?.message, { words, knownNames: knownNames(words) });
    });
  for (const name of commandNames) addCommand(parser, name, dispatch);
  return parser;
}

const commandNames = Object.keys(commands) as CommandName[];

function addCommand(parser: Argv, name: CommandName, dispatch: Dispatch): void {
  const { summary, words, options }: Command = commands[name];
  const usage = [name, ...Object.values(words).map(wordUsage)].join(" ");
  parser.command(
    name === "run" ? [usage, "$0"] : usage,
    summary,
    (argv) => {
      for (const word of Object.values(words)) argv.positional(word.name, yargsWord(word));
      return argv.options(yargsOptions(options));
    },
    async (parsed: object) => {
      const raw = parsed as RawOptions;
      await dispatch(name, name === "run" ? await withScenarioWords(raw, commandNames) : raw);
    },
  );
}

function yargsWord(word: Option): PositionalOptions {
  return { type: "string", description: describeOption(word) };
}

/**
 * Every value is declared as text. yargs turns a bad number silently into NaN, and the error of a choice
 * that it reports itself has no hint. `readOptions` checks all values.
 */
function yargsOptions(list: OptionList): Record<string, Options> {
  return Object.fromEntries(
    Object.values(list).map((option) => [option.name, yargsOption(option)]),
  );
}

function yargsOption(option: Option): Options {
  const { kind, short, group } = option;
  return {
    description: describeOption(option),
    ...(kind === "flag" ? { type: "boolean" } : { type: "string", requiresArg: true }),
    ...(kind === "list" && { array: true }),
    ...(short !== undefined && { alias: short }),
    ...(group !== undefined && { group }),
  };
}

function flagNames(): string[] {
  const all = Object.values(commands).flatMap(({ options }: Command) => Object.values(options));
  return all.filter(({ kind }) => kind === "flag").map(({ name }) => name);
}

/** Returns the names that a mistyped word may mean: commands, and options of the command in use. */
function knownNames([first = ""]: readonly string[]): string[] {
  const used = commandNames.find((name) => name === first) ?? "run";
  const options = { ...commands[used].options, ...commands.run.options };
  return [...commandNames, ...Object.values(options).map(({ name }: Option) => `--${name}`)];
}
