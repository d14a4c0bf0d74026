import { optionList, type ValuesOf } from "../../option/option.ts";
import { verboseOption } from "../../option/shared-options.ts";
import type { runWord } from "../run-word.ts";

const formatNames = ["terminal", "markdown", "junit", "ctrf"] as const;

export const reportCommandOptions = optionList({
  format: {
    name: "format",
    kind: "choice",
    names: formatNames,
    default: "terminal",
    help: `the form of the report: ${formatNames.join(", ")}`,
  },
  ...verboseOption,
});

export type ReportCommandValues = ValuesOf<typeof runWord> & ValuesOf<typeof reportCommandOptions>;
