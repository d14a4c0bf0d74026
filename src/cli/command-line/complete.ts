import { loadBusNames, loadScenarios } from "../command/catalogue.ts";
import type { Option } from "../option/option.ts";
import { commands } from "./commands.ts";

/** The question of the shell script that `completion` prints. The words typed so far follow it. */
export const completionQuestion = "--get-yargs-completions";

const runOptions: readonly Option[] = Object.values(commands.run.options);

/** Returns the words that can take the place of the last word, which is not finished. */
export async function complete(words: readonly string[]): Promise<string[]> {
  const current = words.at(-1) ?? "";
  const candidates = await candidatesAfter(words.at(-2) ?? "");
  return candidates.filter((candidate) => candidate.startsWith(current));
}

async function candidatesAfter(previous: string): Promise<readonly string[]> {
  const option = runOptions.find(({ name }) => `--${name}` === previous);
  const values = option && (await valuesOf(option));
  if (values) return values;
  const scenarios = (await loadScenarios()).map(({ name }) => name);
  const options = runOptions.map(({ name }) => `--${name}`);
  return [...Object.keys(commands), ...scenarios, ...options];
}

async function valuesOf(option: Option): Promise<readonly string[] | undefined> {
  if (option.kind === "choice") return option.names;
  switch (option.suggests) {
    case "scenarios":
      return (await loadScenarios()).map(({ name }) => name);
    case "variants":
      return (await loadScenarios()).flatMap(({ variants }) => variants.map(({ name }) => name));
    case "buses":
      return await loadBusNames();
    case undefined:
      return undefined;
  }
}
