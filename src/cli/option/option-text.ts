import { redactUrl } from "../../fixtures/redact-url.ts";
import type { Option } from "./option.ts";

/** Returns the line of help, with the default in parentheses: `where reports are written (reports)`. */
export function describeOption(option: Option): string {
  const text = defaultText(option);
  return text === undefined ? option.help : `${option.help} (${text})`;
}

/** Returns what applies if the option is not given: a value, or words such as `a fresh one`. */
export function defaultText(option: Option): string | undefined {
  if (option.defaultText !== undefined) return option.defaultText;
  return "default" in option ? valueText(option, option.default) : undefined;
}

/** Returns the value as a user types it; credentials in a URL are masked. */
export function valueText({ kind }: Option, value: unknown): string {
  if (kind === "duration") return durationWord(Number(value));
  return kind === "url" ? redactUrl(String(value)) : String(value);
}

const unitsMs = { m: 60_000, s: 1_000 } as const;

function durationWord(ms: number): string {
  for (const [unit, unitMs] of Object.entries(unitsMs)) {
    if (ms > 0 && ms % unitMs === 0) return `${ms / unitMs}${unit}`;
  }
  return `${ms}ms`;
}

/**
 * Returns how usage shows a word: `<RUN>` if the command needs it, `[bench]` if it does not, and
 * `[scenarios..]` if there may be several.
 */
export function wordUsage({ name, required, kind }: Option): string {
  if (kind === "list") return `[${name}..]`;
  return required ? `<${name}>` : `[${name}]`;
}
