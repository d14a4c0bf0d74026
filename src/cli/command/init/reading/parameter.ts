import { maskCode, splitOutside } from "./scan-code.ts";

/** A parameter of a function, or a field of an object type. */
export interface Parameter {
  /** The name; for a destructured parameter its braces. */
  readonly name: string;
  /** The type as it is written, or an empty text. */
  readonly type: string;
  readonly optional: boolean;
}

/** Reads `private readonly url: string, prefix = "mysvc"`. */
export function readParameters(list: string): readonly Parameter[] {
  return splitOutside(list, ",").map(readParameter);
}

/** Reads the fields of `{ id: string; body?: string }`, of an interface, or of an object. */
export function readFields(body: string): readonly Parameter[] {
  return splitOutside(body, ";,\n").map(readParameter);
}

const modifiers =
  /^(?:(?:@\w+(?:\([^)]*\))?|public|private|protected|readonly|override)\s+|\.{3})*/u;
const declaration = /^(?<name>\{[\s\S]*?\}|[\w$]+)(?<mark>\??)\s*(?::\s*(?<type>[\s\S]*))?$/u;

function readParameter(text: string): Parameter {
  const bare = text.replace(modifiers, "");
  const equals = /(?<![=<>!])=(?![=>])/u.exec(maskCode(bare))?.index;
  const declared = bare.slice(0, equals).trim();
  const { name = declared, mark, type = "" } = declaration.exec(declared)?.groups ?? {};
  const hasDefault = equals !== undefined;
  const isTextByDefault = hasDefault && /^\s*["'`]/u.test(bare.slice(equals + 1));
  return {
    name,
    type: type.trim() === "" && isTextByDefault ? "string" : type.trim(),
    optional: mark === "?" || hasDefault || text.trim().startsWith("..."),
  };
}
