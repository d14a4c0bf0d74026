import { UsageError } from "../../errors.ts";
import { oneLine } from "../../report/text/plain-text.ts";
import { nearestName } from "../../suggest.ts";
import { userCommand } from "../../user-command.ts";

/** The typed words, and the words that they may mean. */
export interface Vocabulary {
  /** The words that the user typed. */
  readonly words: readonly string[];
  /** Commands, and options with their dashes. */
  readonly knownNames: readonly string[];
}

const unknown = /^Unknown arguments?: (?<names>.+)$/u;
const withoutValue = /^Not enough arguments following: (?<name>.+)$/u;
const missing = /^Not enough non-option arguments/u;
const missingAll = /^Not enough non-option arguments: got 0,/u;

/** Turns a message of yargs into a usage error with the name that the user probably meant. */
export function parserError(message: string, { words, knownNames }: Vocabulary): UsageError {
  const option = withoutValue.exec(message)?.groups?.["name"];
  if (option !== undefined) return new UsageError(`--${oneLine(option)} needs a value`);
  if (missing.test(message)) return missingWord(message);
  const names = unknown.exec(message)?.groups?.["names"]?.split(", ");
  if (names === undefined) return new UsageError(oneLine(message), { hint: seeHelp });
  const typed = names.map((name) => asTyped(name, words));
  return new UsageError(`unknown: ${typed.map(oneLine).join(", ")}`, {
    hint: hintFor(typed[0] ?? "", { words, knownNames }),
  });
}

function hintFor(typed: string, { words, knownNames }: Vocabulary): string {
  const option = typed.split("=")[0] ?? "";
  if (knownNames.includes(option)) {
    const command = words.find((word) => !word.startsWith("-") && knownNames.includes(word));
    const help = userCommand(...(command === undefined ? [] : [command]), "--help");
    return `${option} belongs to other commands. \`${help}\` shows the options of this one.`;
  }
  const nearest = nearestName(typed, knownNames);
  return nearest === undefined ? seeHelp : `Did you mean ${nearest}?`;
}

/** Names the missing word. Only `explain` needs a second word. */
function missingWord(message: string): UsageError {
  return missingAll.test(message)
    ? new UsageError("the folder of a run is missing", { hint: "Name it, such as reports/latest." })
    : new UsageError("the message is missing", { hint: "Name its key, such as publisher-0/17." });
}

/** Refuses a value for a flag, because yargs reads `--json=maybe` as `--json false`. */
export function refuseFlagValues(words: readonly string[], flags: readonly string[]): void {
  const found = words.find((word) => flags.some((name) => word.startsWith(`--${name}=`)));
  if (found === undefined) return;
  const name = found.split("=")[0];
  throw new UsageError(`${name} takes no value`, { hint: `Write ${name}, or leave it out.` });
}

/** Returns the word with its dashes, which yargs leaves out of its messages. */
function asTyped(name: string, words: readonly string[]): string {
  return words.find((word) => word.replace(/^-+/u, "").split("=")[0] === name) ?? name;
}

const seeHelp = `\`${userCommand("--help")}\` shows what there is.`;
