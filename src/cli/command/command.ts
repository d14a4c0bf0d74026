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
  /** Reads the values, runs the command and returns its exit code. */
  readonly execute: (raw: RawOptions, output: Output) => Promise<number>;
}

/** The code of a command. It gets checked values and returns the exit code. */
type CommandCode<Values> = (values: Values, output: Output) => number | Promise<number>;

/** The values of the words and options together. Types are inferred from their lists alone. */
type BothValues<Words, Options> = NoInfer<ValuesOf<Words> & ValuesOf<Options>>;

interface Definition<Words extends OptionList, Options extends OptionList> {
  readonly summary: string;
  readonly words: Words;
  readonly options: Options;
  /** Throws a UsageError for values that contradict each other. */
  readonly check?: (values: BothValues<Words, Options>) => void;
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
  runsBuses,
  load,
}: Definition<Words, Options>): Command {
  return {
    summary,
    words,
    options,
    execute: async (raw, output) => {
      const values = { ...readWords(words, raw), ...readOptions(options, raw) };
      check?.(values);
      if (runsBuses) {
        reserveStandardOutput();
        forbidExit();
      }
      const run = await load();
      return await run(values, output);
    },
  };
}
