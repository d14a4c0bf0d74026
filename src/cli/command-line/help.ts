import { wrapText } from "../../report/text/wrap-text.ts";
import { userCommand } from "../../user-command.ts";
import type { Command } from "../command/command.ts";
import { describeOption, wordUsage } from "../option/option-text.ts";
import type { Option } from "../option/option.ts";
import { exitCodeMeanings } from "../process/exit-code.ts";
import { commands, type CommandName } from "./commands.ts";

/** Lines of help fit the narrowest terminal that people use. */
const columns = 80;
/** With a longer name, its text begins on the next line. */
const longestName = 22;

type HelpSubject = CommandName | "program";

/** Returns what the words ask help on; `undefined` if they ask for none. A word that names no command is for `run`. */
export function helpSubject(words: readonly string[]): HelpSubject | undefined {
  const end = words.indexOf("--");
  const own = end === -1 ? words : words.slice(0, end);
  const [first, second] = own;
  const isCommand = (word: string | undefined): word is CommandName =>
    word !== undefined && Object.hasOwn(commands, word);
  if (first === "help") return isCommand(second) ? second : "program";
  if (!own.includes("--help") && !own.includes("-h")) return undefined;
  if (isCommand(first)) return first;
  return own.length === 1 ? "program" : "run";
}

/** Returns the help of the whole program or of one command. */
export function helpText(subject: HelpSubject): string {
  return subject === "program" ? programHelp() : commandHelp(subject);
}

function programHelp(): string {
  const summaries = Object.entries(commands).map(([name, { summary }]) => ({
    name,
    text: summary,
  }));
  return [
    `${userCommand()} [run] SCENARIO... | --all   [options]`,
    "",
    "Puts a Redis message bus through restarts, partitions, races and leaks, and says",
    "what it lost.",
    "",
    `Commands (${userCommand("COMMAND", "--help")} says more):`,
    ...entryLines([...summaries, ...vitestEntry()]),
    ...optionLines(commands.run),
    "",
    "Exit codes:",
    ...entryLines(
      exitCodeMeanings.map(({ code, meaning }) => ({
        name: String(code).padStart(3),
        text: meaning,
      })),
    ),
  ].join("\n");
}

/** The installed command also starts vitest: see src/launch. The program itself never gets that word. */
function vitestEntry() {
  const isInstalled = userCommand() === "npx bus-chaos";
  return isInstalled ? [{ name: "vitest", text: "run the vitest of your project on Node 24" }] : [];
}

function commandHelp(name: CommandName): string {
  const command: Command = commands[name];
  const words = Object.values(command.words);
  const usage = [name, ...words.map(wordUsage)].join(" ");
  return [
    `${userCommand(usage)}   [options]`,
    "",
    ...wrapText(`${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.`, columns),
    ...(words.length === 0 ? [] : ["", ...entryLines(words.map(wordEntry))]),
    ...optionLines(command),
    "",
    `${userCommand("--help")} lists the commands and the exit codes.`,
  ].join("\n");
}

function optionLines({ options }: Command): string[] {
  const groups = Map.groupBy(Object.values(options), ({ group }) => group ?? "Options:");
  return [...groups].flatMap(([group, list]) => ["", group, ...entryLines(list.map(optionEntry))]);
}

interface Entry {
  readonly name: string;
  readonly text: string;
}

function wordEntry(word: Option): Entry {
  return { name: word.name, text: describeOption(word) };
}

function optionEntry(option: Option): Entry {
  const { name, kind, short } = option;
  const start = short === undefined ? "" : `-${short}, `;
  return {
    name: `${start}--${name}${kind === "flag" ? "" : " VALUE"}`,
    text: describeOption(option),
  };
}

/** Returns the entries in two columns. A long name has a line of its own. */
function entryLines(entries: readonly Entry[]): string[] {
  const lengths = entries.map(({ name }) => name.length).filter((each) => each <= longestName);
  const width = Math.max(0, ...lengths);
  const margin = " ".repeat(width + 4);
  return entries.flatMap(({ name, text }) => {
    const [first = "", ...rest] = wrapText(text, columns - margin.length);
    const start =
      name.length > width ? [`  ${name}`, margin + first] : [`  ${name.padEnd(width)}  ${first}`];
    return [...start, ...rest.map((line) => margin + line)];
  });
}
