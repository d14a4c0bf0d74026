import type { Option, OptionList, ValuesOf } from "./option.ts";
import { choice, duration, flag, textValue, textValues, url, wholeNumber } from "./values.ts";
import type { RawValue } from "./values.ts";

/** All that the parser found, by the names the user types. */
export type RawOptions = Readonly<Record<string, RawValue>>;

/**
 * Checks the values of the options and fills in their defaults.
 *
 * @throws UsageError that names the option and says what it takes.
 */
export function readOptions<List extends OptionList>(list: List, raw: RawOptions): ValuesOf<List> {
  return read(list, raw, (name) => `--${name}`);
}

/** Does the same for the words after the name of a command, which have no dashes. */
export function readWords<List extends OptionList>(list: List, raw: RawOptions): ValuesOf<List> {
  return read(list, raw, (name) => name);
}

function read<List extends OptionList>(
  list: List,
  raw: RawOptions,
  typed: (name: string) => string,
): ValuesOf<List> {
  const values = Object.entries(list).map(([key, option]) => {
    const value = readValue(option, typed(option.name), raw[option.name]);
    return [key, value ?? ("default" in option ? option.default : undefined)];
  });
  return Object.fromEntries(values) as ValuesOf<List>;
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
