import { optionList, type ValuesOf } from "../../option/option.ts";
import type { jsonOption } from "../../option/shared-options.ts";
import { runWord } from "../run-word.ts";

export const explainWords = optionList({
  ...runWord,
  message: {
    name: "MESSAGE",
    kind: "text",
    required: true,
    help: "a key such as publisher-0/17, its number, or an id that the bus gave",
  },
});

export type ExplainValues = ValuesOf<typeof explainWords> & ValuesOf<typeof jsonOption>;
