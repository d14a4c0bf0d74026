import { valueText } from "./option-text.ts";
import type { Option, OptionList } from "./option.ts";

/**
 * Returns the words that give a command the same values again. It leaves out values that equal their
 * defaults, and masks credentials in a URL, which the user must put back.
 */
export function repeatWords(
  list: OptionList,
  values: Readonly<Record<string, unknown>>,
): readonly string[] {
  return Object.entries(list).flatMap(([key, option]) => wordsOf(option, values[key]));
}

function wordsOf(option: Option, value: unknown): readonly string[] {
  const name = `--${option.name}`;
  if (option.kind === "flag") return value === true ? [name] : [];
  if (Array.isArray(value)) return value.flatMap((each) => [name, valueText(option, each)]);
  const isDefault = "default" in option && value === option.default;
  if (value === undefined || (isDefault && option.alwaysRepeated !== true)) return [];
  return [name, valueText(option, value)];
}
