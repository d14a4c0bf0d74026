// Names of connections and keys that change from run to run, such as `orders:4f1c…`. A name pattern is a
// name whose changing parts are written as `…`.

/** The sign that stands for a part of a name that changes from run to run. */
export const changingPart = "…";

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/giu;
/** Process ids, ports and times have at least 4 digits. Numbers of shards and versions have fewer. */
const longNumber = /^\d{4,}$/u;
const hexadecimal = /^(?=.*\d)[0-9a-f]{8,}$/iu;
/** A random text of 8 letters and digits or more changes between the two at least twice. */
const mixedText = /^(?=.{8,}$)(?:[a-z]+\d+[a-z]|\d+[a-z]+\d)[a-z\d]*$/iu;
const segment = /[a-z\d]+/giu;

/**
 * Replaces the parts of a name that look random: UUIDs, long numbers, and texts of 8 or more hexadecimal
 * or mixed characters. `reader-6fd1c4b2a97e:3` gives `reader-…:3`.
 */
export function shapeOf(name: string): string {
  return name.replaceAll(uuid, changingPart).replaceAll(segment, (text) => {
    const isRandom = longNumber.test(text) || hexadecimal.test(text) || mixedText.test(text);
    return isRandom ? changingPart : text;
  });
}

/**
 * Returns the pattern of names that several runs gave to the same thing: their common beginning and their
 * common end, with `…` between them. `pub-95:in` and `pub-97:in` give `pub-…:in`.
 */
export function commonPattern(names: readonly string[]): string {
  const [first = "", ...others] = names;
  if (others.every((other) => other === first)) return first;
  const parts = names.map(partsOf);
  const start = sharedParts(parts);
  const rest = parts.map((each) => each.slice(start).toReversed());
  const end = sharedParts(rest);
  const [own = []] = parts;
  return [...own.slice(0, start), changingPart, ...own.slice(own.length - end)].join("");
}

/** Splits a name into its texts and the signs between them, so that no text is cut in the middle. */
function partsOf(name: string): readonly string[] {
  return name.split(/([^a-z\d…]+)/iu).filter((part) => part !== "");
}

function sharedParts(names: readonly (readonly string[])[]): number {
  const [first = [], ...others] = names;
  let shared = 0;
  while (shared < first.length && others.every((other) => other[shared] === first[shared]))
    shared++;
  return shared;
}

/** Returns true if a part of the name may change, so that the name stands for several names. */
export function isPattern(name: string | undefined): boolean {
  return name !== undefined && name.includes(changingPart);
}

const expressions = new Map<string, RegExp>();
/** Far more patterns than one exploration has, so that a long process does not collect them for ever. */
const keptExpressions = 10_000;

/** Returns true if the pattern stands for this name. A pattern without `…` stands for itself alone. */
export function matchesName(pattern: string | undefined, name: string | undefined): boolean {
  if (pattern === name) return true;
  if (pattern === undefined || name === undefined || !isPattern(pattern)) return false;
  const found = expressions.get(pattern);
  const expression = found ?? expressionOf(pattern);
  if (!found && expressions.size < keptExpressions) expressions.set(pattern, expression);
  return expression.test(name);
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split(changingPart).map((text) => RegExp.escape(text));
  return new RegExp(`^${parts.join(".+")}$`, "su");
}
