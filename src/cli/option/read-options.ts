import type { Option, OptionList, ValuesOf } from "./option.ts";
import { choice, duration, flag, textValue, textValues, url, wholeNumber } from "./values.ts";
import type { RawValue } from "./values.ts";

/** All that the parser found, by the names the user types. */
export type RawOptions = Readonly<Record<string, RawValue>>;

/**
 * Checks the values of the options and fills in their defaults.
 *
 * @param configured defaults by the names of their values, which win over the declared defaults.
 * @throws UsageError that names the option and says what it takes.
 */
export function readOptions<List extends OptionList>(
  list: List,
  raw: RawOptions,
  configured: Readonly<Record<string, unknown>> = {},
): ValuesOf<List> {
  const values = Object.entries(list).map(([key, option]) => {
    const isGiven = raw[option.name] !== undefined;
    const value = isGiven ? undefined : configuredValue(option, key, configured[key]);
    return [key, value ?? readOrDefault(option, `--${option.name}`, raw)];
  });
  return Object.fromEntries(values) as ValuesOf<List>;
}

/** The shape of the configuration checks all values but URLs, which are checked as on the command line. */
function configuredValue(option: Option, key: string, value: unknown): unknown {
  return option.kind === "url" ? url(key, value as RawValue, option.schemes) : value;
}

/** Does the same for the words after the name of a command, which have no dashes. */
export function readWords<List extends OptionList>(list: List, raw: RawOptions): ValuesOf<List> {
  const values = Object.entries(list).map(([key, word]) => [
    key,
    readOrDefault(word, word.name, raw),
  ]);
  return Object.fromEntries(values) as ValuesOf<List>;
}

function readOrDefault(option: Option, typed: string, raw: RawOptions): unknown {
  const value = readValue(option, typed, raw[option.name]);
  return value ?? ("default" in option ? option.default : undefined);
}

function readValue(option: Option, typed: string, raw: RawValue): unknown {
  switch (option.kind) {
    case "flag":
      return flag(typed, raw);
    case "text":
      return textValue(typed, raw);
    case "list":
      return textValues(typed, raw);
    case "choice":
      return choice(typed, raw, option.names);
    case "count":
      return wholeNumber(typed, raw, option);
    case "duration":
      return duration(typed, raw, option);
    case "url":
      return url(typed, raw, option.schemes);
  }
}
