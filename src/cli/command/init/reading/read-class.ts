import { readParameters, type Parameter } from "./parameter.ts";
import { closingIndex, maskCode } from "./scan-code.ts";

/** A class as far as a light look at its source shows it. */
export interface SourceClass {
  readonly name: string;
  /** How other modules get the class. */
  readonly exportedAs: "name" | "default" | "module.exports";
  readonly constructorParameters: readonly Parameter[];
  /** Public methods, in their order. */
  readonly methods: readonly Method[];
  /** The whole file, for the types that it declares. */
  readonly source: string;
}

export interface Method {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly returns: string;
  /** The code between the braces. */
  readonly body: string;
}

const classStart =
  /(?<exported>export\s+(?<isDefault>default\s+)?)?(?:abstract\s+)?\bclass\s+(?<name>[A-Z]\w*)[^{]*\{/gu;

/** Returns the classes that the file exports. */
export function readClasses(source: string): readonly SourceClass[] {
  const masked = maskCode(source);
  return [...masked.matchAll(classStart)].flatMap((match) => {
    const { name = "", exported, isDefault } = match.groups ?? {};
    const exportedAs =
      exported === undefined ? laterExport(masked, name) : isDefault ? "default" : "name";
    if (exportedAs === undefined) return [];
    const open = match.index + match[0].length - 1;
    const body = source.slice(open + 1, closingIndex(masked, open));
    const members = readMembers(body);
    return [
      {
        name,
        exportedAs,
        constructorParameters: members.find(isConstructor)?.parameters ?? [],
        methods: members.filter((member) => !isConstructor(member)),
        source,
      },
    ];
  });
}

function isConstructor({ name }: Method): boolean {
  return name === "constructor";
}

/** Finds `export { RedisBus }`, `exports.RedisBus = `, `module.exports = { RedisBus }` and the like. */
function laterExport(masked: string, name: string): SourceClass["exportedAs"] | undefined {
  const inBraces = String.raw`\{[^}]*\b${name}\b[^}]*\}`;
  if (new RegExp(String.raw`module\.exports\s*=\s*(?:new\s+)?${name}\b`, "u").test(masked)) {
    return "module.exports";
  }
  if (new RegExp(String.raw`export\s+default\s+${name}\b`, "u").test(masked)) return "default";
  const named = String.raw`(?:export\s*|module\.exports\s*=\s*)${inBraces}|exports\.${name}\s*=`;
  return new RegExp(named, "u").test(masked) ? "name" : undefined;
}

const memberStart =
  /(?<modifiers>(?:\b(?:public|private|protected|static|async|override|get|set)\s+)*)(?<name>#?[\w$]+)\s*(?:=\s*(?:async\s*)?)?(?:<[^>(]*>)?\(/uy;

function readMembers(body: string): readonly Method[] {
  const masked = maskCode(body);
  const members: Method[] = [];
  let index = 0;
  while (index < masked.length) {
    memberStart.lastIndex = index;
    const match = memberStart.exec(masked);
    if (match?.groups) {
      const { end, method } = readMember({ body, masked }, match);
      const isPublic = !/\b(?:private|protected|static|get|set)\b/u.test(
        match.groups["modifiers"] ?? "",
      );
      if (method && isPublic && !method.name.startsWith("#")) members.push(method);
      index = end;
    } else index = skip(masked, index);
  }
  return members;
}

/** Goes past a word, a bracket with its inside, or one letter. */
function skip(masked: string, index: number): number {
  if (/[{([]/u.test(masked.charAt(index))) return closingIndex(masked, index) + 1;
  const word = /[\w$#]+/uy;
  word.lastIndex = index;
  return word.test(masked) ? word.lastIndex : index + 1;
}

interface ClassBody {
  readonly body: string;
  readonly masked: string;
}

function readMember(
  { body, masked }: ClassBody,
  match: RegExpExecArray,
): { readonly end: number; readonly method?: Method } {
  const open = match.index + match[0].length - 1;
  const close = closingIndex(masked, open);
  const start = bodyStart(masked, close + 1);
  if (start === undefined) return { end: close + 1 };
  const end = closingIndex(masked, start);
  const returns = body
    .slice(close + 1, start)
    .replace(/^\s*:/u, "")
    .replace(/=>\s*$/u, "");
  return {
    end: end + 1,
    method: {
      name: match.groups?.["name"] ?? "",
      parameters: readParameters(body.slice(open + 1, close)),
      returns: returns.trim(),
      body: body.slice(start + 1, end),
    },
  };
}

/** Returns the index of the brace of the body; a brace after `:`, `<`, `|`, `&` or `,` belongs to the return type. */
function bodyStart(masked: string, from: number): number | undefined {
  for (let index = from; index < masked.length; index++) {
    const letter = masked.charAt(index);
    if (letter === ";") return undefined;
    if (letter === "<" || letter === "(") index = closingIndex(masked, index);
    else if (letter === "{") {
      if (!/[:|&,]\s*$/u.test(masked.slice(from, index))) return index;
      index = closingIndex(masked, index);
    }
  }
  return undefined;
}
