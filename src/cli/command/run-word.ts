import { optionList } from "../option/option.ts";

/** The word that names a stored run. */
export const runWord = optionList({
  run: {
    name: "RUN",
    kind: "text",
    required: true,
    help: "the folder of a run, such as reports/latest",
  },
});
