import { commandSummaries } from "../../option/help.ts";
import { runOptionList } from "../../option/option-list.ts";
import { providerNames } from "../../option/shared-options.ts";
import { loadBusNames, loadScenarios } from "../catalogue.ts";
import { linkNames } from "../run/run-options.ts";

/** What the shell script that `chaos completion` prints asks with; the words so far follow it. */
export const completionQuestion = "--get-yargs-completions";

/** What can stand in place of the last word. */
export async function complete(words: readonly string[]): Promise<string[]> {
  const current = words.at(-1) ?? "";
  const candidates = await candidatesAfter(words.at(-2) ?? "");
  return candidates.filter((candidate) => candidate.startsWith(current));
}

async function candidatesAfter(previous: string): Promise<readonly string[]> {
  switch (previous) {
    case "--scenario":
      return (await loadScenarios()).map(({ name }) => name);
    case "--variant":
      return (await loadScenarios()).flatMap(({ variants }) => variants.map(({ name }) => name));
    case "--bus":
      return await loadBusNames();
    case "--provider":
      return providerNames;
    case "--link":
      return linkNames;
    default:
      return [
        ...Object.keys(commandSummaries),
        ...Object.keys(runOptionList).map((name) => `--${name}`),
      ];
  }
}
