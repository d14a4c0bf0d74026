import yargs, { type Argv } from "yargs";

import { userCommand } from "../../user-command.ts";
import type { commands } from "../command/commands.ts";
import { packageVersion } from "../process/machine.ts";
import { commandSummaries as about } from "./help.ts";
import {
  benchOptionList,
  colourOption,
  doctorOptionList,
  exploreOptionList,
  formatOption,
  jsonOption,
  runOptionList,
  selftestOptionList,
  verboseOption,
} from "./option-list.ts";
import { parserError, refuseFlagValues } from "./parser-error.ts";
import type { RawOptions } from "./shared-options.ts";

type CommandName = keyof typeof commands;
export type Dispatch = (name: CommandName, raw: RawOptions) => Promise<void>;

/** The name of the installed program; `chaos` alone is another tool's on many machines. */
const installedName = "bus-chaos";

const knownNames = [
  ...Object.keys(about),
  ...Object.keys(runOptionList).map((name) => `--${name}`),
];

const flagNames = Object.entries({
  ...runOptionList,
  ...doctorOptionList,
  ...benchOptionList,
  ...exploreOptionList,
  ...selftestOptionList,
})
  .filter(([, { type }]) => type === "boolean")
  .map(([name]) => name);

/** The command line. Parsing it calls `dispatch` at most once; whatever is wrong with it throws. */
export function createParser(words: readonly string[], dispatch: Dispatch): Argv {
  refuseFlagValues(words, flagNames);
  const parser: Argv = yargs([...words])
    .scriptName(userCommand())
    .parserConfiguration({ "boolean-negation": false, "camel-case-expansion": false })
    .locale("en")
    .exitProcess(false)
    .strict()
    .wrap(100)
    .version(packageVersion())
    .alias("help", "h")
    .options(colourOption)
    // It must throw: with a `fail` that only prints, yargs runs the command all the same.
    .fail((message, error) => {
      if (error !== undefined && error.name !== "YError") throw error;
      throw parserError(message ?? error?.message, { words, knownNames });
    });
  addCommands(parser, dispatch);
  return parser;
}

function addCommands(parser: Argv, dispatch: Dispatch): void {
  const to = (name: CommandName) => async (parsed: object) =>
    await dispatch(name, parsed as RawOptions);
  const run = {
    type: "string",
    description: "the folder of a run, such as reports/latest",
  } as const;
  const message = {
    type: "string",
    description: "a key such as publisher-0/17, its number, or an id that the bus gave",
  } as const;
  parser
    .command(["run", "$0"], about.run, runOptionList, to("run"))
    .command("list", about.list, jsonOption, to("list"))
    .command("doctor", about.doctor, doctorOptionList, to("doctor"))
    .command(
      "check <RUN>",
      about.check,
      (argv) => argv.positional("RUN", run).options({ ...jsonOption, ...verboseOption }),
      to("check"),
    )
    .command(
      "report <RUN>",
      about.report,
      (argv) => argv.positional("RUN", run).options({ ...formatOption, ...verboseOption }),
      to("report"),
    )
    .command(
      "explain <RUN> <MESSAGE>",
      about.explain,
      (argv) => argv.positional("RUN", run).positional("MESSAGE", message).options(jsonOption),
      to("explain"),
    )
    .command("explore", about.explore, exploreOptionList, to("explore"))
    .command("selftest", about.selftest, selftestOptionList, to("selftest"))
    .command(
      "bench [bench]",
      about.bench,
      (argv) =>
        argv.positional("bench", { type: "string", description: "block" }).options(benchOptionList),
      to("bench"),
    )
    // Not yargs's own completion command: with strict parsing that prints and then fails.
    .command("completion", about.completion, {}, () => {
      parser.scriptName(installedName).showCompletionScript();
    });
}
