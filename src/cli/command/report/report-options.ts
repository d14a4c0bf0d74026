import { optionList, type ValuesOf } from "../../option/option.ts";
import { verboseOption } from "../../option/shared-options.ts";
import type { runWord } from "../run-word.ts";

export const reportCommandOptions = optionList({
  format: {
    name: "format",
    kind: "choice",
    names: ["terminal", "markdown", "junit"],
    default: "terminal",
    help: "terminal, markdown or junit",
  },
  ...verboseOption,
});

export type ReportCommandValues = ValuesOf<typeof runWord> & ValuesOf<typeof reportCommandOptions>;
