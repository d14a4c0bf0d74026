import { optionList, type ValuesOf } from "../../option/option.ts";
import { jsonOption, verboseOption } from "../../option/shared-options.ts";
import type { runWord } from "../run-word.ts";

export const checkOptions = optionList({ ...jsonOption, ...verboseOption });

export type CheckValues = ValuesOf<typeof runWord> & ValuesOf<typeof checkOptions>;
