import { valueText } from "./option-text.ts";
import type { Option, OptionList } from "./option.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * Returns the words that give a command the same values again. It leaves out values that equal their
 * defaults, and masks credentials in a URL, which the user must put back.
 *
 * @param configured defaults that win over the declared ones, from the configuration that the repeated
 * command reads again.
 */
export function repeatWords(
  list: OptionList,
  values: Values,
  configured: Values = {},
): readonly string[] {
  return Object.entries(list).flatMap(([key, option]) =>
    wordsOf(option, values[key], configured[key]),
  );
}

function wordsOf(option: Option, value: unknown, configured: unknown): readonly string[] {
  const name = `--${option.name}`;
  if (option.kind === "flag") return value === true ? [name] : [];
  if (Array.isArray(value)) return value.flatMap((each) => [name, valueText(option, each)]);
  const fallback = configured ?? ("default" in option ? option.default : undefined);
  const isDefault = value === fallback;
  if (value === undefined || (isDefault && option.alwaysRepeated !== true)) return [];
  return [name, valueText(option, value)];
}
