import { UsageError } from "../../errors.ts";
import { redactUrl } from "../../fixtures/redact-url.ts";
import { parseRedisUrl } from "../../fixtures/redis/redis-url.ts";
import { oneLine } from "../../report/text/plain-text.ts";
import { suggestion } from "../../suggest.ts";
import { typedDurationMs } from "../../typed-duration.ts";

/** The parser's value of one option. Every value is text until a function below has checked it. */
export type RawValue = string | boolean | readonly string[] | undefined;

/** Reads a text. @throws UsageError if it was given twice or is empty. */
export function textValue(option: string, raw: RawValue): string | undefined {
  if (raw === undefined) return undefined;
  if (typeof raw === "boolean") throw new UsageError(`${option} needs a value`);
  if (typeof raw !== "string") {
    throw new UsageError(`${option} was given ${raw.length} times`, { hint: "Name it once." });
  }
  if (raw.trim() === "") throw new UsageError(`${option} needs a value`);
  return raw;
}

/** Reads any number of texts and drops repetitions. */
export function textValues(option: string, raw: RawValue): string[] {
  if (raw === undefined) return [];
  const values = typeof raw === "object" ? raw : [raw];
  return [...new Set(values.map((value) => textValue(option, value) ?? ""))];
}

/** Reads a flag, which is false unless given. */
export function flag(option: string, raw: RawValue): boolean {
  if (raw === undefined) return false;
  if (typeof raw === "boolean") return raw;
  throw new UsageError(`${option} was given more than once`, { hint: "Name it once." });
}

/** Bounds of a number, both included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Reads a number written in digits only: no sign, fraction, exponent or other base. */
export function wholeNumber(option: string, raw: RawValue, range: Range): number | undefined {
  const text = textValue(option, raw);
  if (text === undefined) return undefined;
  const value = /^\d{1,16}$/u.test(text) ? Number(text) : Number.NaN;
  if (value >= range.from && value <= range.to) return value;
  throw new UsageError(
    `${option} must be a whole number from ${range.from} to ${range.to}, not "${oneLine(text)}"`,
  );
}

/** Reads `500ms`, `30s`, `1.5s` or `2m`, in milliseconds. */
export function duration(option: string, raw: RawValue, range: Range): number | undefined {
  const text = textValue(option, raw);
  if (text === undefined) return undefined;
  const ms = typedDurationMs(text);
  if (ms === undefined) {
    throw new UsageError(`${option} must be a duration, not "${oneLine(text)}"`, {
      hint: `Write a number and its unit, such as ${option} 500ms, ${option} 30s or ${option} 2m.`,
    });
  }
  if (ms >= range.from && ms <= range.to) return ms;
  throw new UsageError(`${option} must lie between ${range.from} ms and ${range.to} ms`);
}

/** Reads one of the names. @throws UsageError with the nearest name. */
export function choice<Name extends string>(
  option: string,
  raw: RawValue,
  names: readonly Name[],
): Name | undefined {
  const text = textValue(option, raw);
  if (text === undefined) return undefined;
  const found = names.find((name) => name === text);
  if (found !== undefined) return found;
  throw new UsageError(`${option} cannot be "${oneLine(text)}"`, { hint: suggestion(text, names) });
}

/** Reads a URL with one of the schemes. Its credentials never reach an error message. */
export function url(option: string, raw: RawValue, schemes: readonly string[]): string | undefined {
  const text = textValue(option, raw);
  if (text === undefined) return undefined;
  if (schemes.includes("redis")) {
    parseRedisUrl(text, option);
    return text;
  }
  const parsed = URL.parse(text);
  if (parsed !== null && schemes.includes(parsed.protocol.slice(0, -1)) && parsed.hostname !== "") {
    return text;
  }
  throw new UsageError(`${option} is not a ${schemes.join(" or ")} URL: ${redactUrl(text)}`, {
    hint: `Write it as ${schemes[0]}://host:port.`,
  });
}
