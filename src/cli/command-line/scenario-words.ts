import { UsageError } from "../../errors.ts";
import { oneLine } from "../../report/text/plain-text.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { nearestName, suggestion } from "../../suggest.ts";
import { userCommand } from "../../user-command.ts";
import { loadBusNames, loadScenarios } from "../command/catalogue.ts";
import { runWords } from "../command/run/run-options.ts";
import type { RawOptions } from "../option/read-options.ts";
import { textValues } from "../option/values.ts";

/**
 * Returns the options of `run` with the words after its name among the values of `--scenario`.
 *
 * @throws UsageError if a word is no scenario, with the scenario, command or option that the user
 * probably meant.
 */
export async function withScenarioWords(
  raw: RawOptions,
  commandNames: readonly string[],
): Promise<RawOptions> {
  const { [runWords.names.name]: words, ...others } = raw;
  const names = textValues("a scenario", words);
  if (names.length === 0) return others;
  const scenarios = await loadScenarios();
  const known = scenarios.map(({ name }) => name);
  for (const name of names) {
    // A name that only begins like a scenario gets the message of the selection itself.
    if (known.includes(name.split(/[/,]/u)[0] ?? "")) continue;
    throw new UsageError(`unknown: ${oneLine(name)}`, {
      hint: await hintFor(name, { commandNames, scenarios }),
    });
  }
  return { ...others, scenario: [...names, ...textValues("--scenario", others["scenario"])] };
}

interface Vocabulary {
  readonly commandNames: readonly string[];
  readonly scenarios: readonly Scenario[];
}

async function hintFor(word: string, { commandNames, scenarios }: Vocabulary): Promise<string> {
  if (commandNames.includes(word)) {
    return `\`${userCommand(word)}\` is a command of its own, so it must be the first word.`;
  }
  const scenario = scenarios.find(({ variants }) => variants.some(({ name }) => name === word));
  if (scenario) return `Did you mean ${scenario.name}/${word}?`;
  if ((await loadBusNames()).includes(word) || /\.[cm]?[jt]s$/u.test(word)) {
    return `Did you mean --bus ${oneLine(word)}?`;
  }
  const names = scenarios.map(({ name }) => name);
  const nearest = nearestName(word, [...commandNames, ...names]);
  return nearest === undefined ? suggestion(word, names) : `Did you mean ${nearest}?`;
}
