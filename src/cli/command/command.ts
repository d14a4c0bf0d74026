import type { ConfigValues } from "../../config/load-config.ts";
import { catchOutput } from "../../run/strays/catch-output.ts";
import { readConfig, type ReadConfig } from "../option/configured-values.ts";
import type { OptionList, ValuesOf } from "../option/option.ts";
import { readOptions, readWords, type RawOptions } from "../option/read-options.ts";
import { forbidExit } from "../process/end-process.ts";
import { reserveStandardOutput, type Output } from "../process/output.ts";

/** A command of the program, as the parser, help, completion and docs/command-line.md see it. */
export interface Command {
  /** The line of help for the command. */
  readonly summary: string;
  /** The words after its name, in their order. */
  readonly words: OptionList;
  readonly options: OptionList;
  /** @throws UsageError for values with which the command would not begin. */
  readonly checkValues: (raw: RawOptions) => Promise<void>;
  /** Reads the values, runs the command and returns its exit code. */
  readonly execute: (raw: RawOptions, output: Output) => Promise<number>;
}

/** The code of a command. It gets checked values and returns the exit code. */
type CommandCode<Values> = (
  values: Values,
  output: Output,
  config: ReadConfig,
) => number | Promise<number>;

/** The values of the words and options together. Types are inferred from their lists alone. */
type BothValues<Words, Options> = NoInfer<ValuesOf<Words> & ValuesOf<Options>>;

interface Definition<Words extends OptionList, Options extends OptionList> {
  readonly summary: string;
  readonly words: Words;
  readonly options: Options;
  /** Throws a UsageError for values that contradict each other. */
  readonly check?: (values: BothValues<Words, Options>) => void;
  /** Names of values that the command does not take from the configuration; without it, it takes none. */
  readonly configuredExcept?: readonly (keyof ConfigValues)[];
  /** True if buses run in this process, which must not print data or end it. */
  readonly runsBuses?: true;
  /** Imports the code on demand, so that help and usage errors appear at once. */
  readonly load: () => Promise<CommandCode<BothValues<Words, Options>>>;
}

/** Ties a command's declared words and options to its code. The compiler checks that they agree. */
export function defineCommand<const Words extends OptionList, const Options extends OptionList>({
  summary,
  words,
  options,
  check,
  configuredExcept,
  runsBuses,
  load,
}: Definition<Words, Options>): Command {
  const read = async (raw: RawOptions) => {
    const config = await configFor(raw, configuredExcept);
    const values = {
      ...readWords(words, raw),
      ...readOptions(options, raw, config.configured),
    };
    check?.(values);
    return { values, config };
  };
  return {
    summary,
    words,
    options,
    checkValues: async (raw) => void (await read(raw)),
    execute: async (raw, output) => {
      const { values, config } = await read(raw);
      if (runsBuses) {
        reserveStandardOutput();
        forbidExit();
        catchOutput();
      }
      const run = await load();
      return await run(values, output, config);
    },
  };
}

/** Returns an empty configuration for a command that takes nothing from it. */
async function configFor(
  raw: RawOptions,
  except: readonly (keyof ConfigValues)[] | undefined,
): Promise<ReadConfig> {
  if (!except) return { path: undefined, configured: {} };
  const { path, configured } = await readConfig(raw);
  const left = Object.entries(configured).filter(([key]) => !except.some((name) => name === key));
  return { path, configured: Object.fromEntries(left) };
}
