import { readFields, type Parameter } from "./parameter.ts";
import { closingIndex, maskCode } from "./scan-code.ts";

/** The meaning of a parameter for a bus. */
export type Role =
  | "url"
  | "prefix"
  | "redis"
  | "topic"
  | "payload"
  | "id"
  | "group"
  | "consumer"
  | "handler";

const names: readonly (readonly [Role, RegExp])[] = [
  ["handler", /handler|callback|listener|^(?:cb|fn|on[A-Z]\w*)$/iu],
  ["url", /ur[li]$|dsn|address|connectionString/iu],
  ["prefix", /prefix|namespace/iu],
  ["group", /group/iu],
  ["id", /^id$|[a-z]Id$/u],
  ["consumer", /consumer|worker|member|^name$/iu],
  ["topic", /topic|channel|stream|queue|subject|^key$/iu],
  ["payload", /payload|body|message|^msg$|data|value|content|text/iu],
  ["topic", /event/iu],
  ["redis", /redis|client|connection/iu],
];

/** Returns the meaning of a parameter by its type, or else by its name. */
export function roleOf({ name, type }: Parameter): Role | undefined {
  if (type.includes("=>") || /(?:Handler|Callback|Listener)\b/u.test(type)) return "handler";
  if (/\b(?:Redis|IORedis|Cluster|RedisClientType)\b/u.test(type)) return "redis";
  const found = names.find(([, pattern]) => pattern.test(name))?.[0];
  return found === "redis" && type === "string" ? "url" : found;
}

/** Returns the fields of an object type that is written out, or declared in the same file. */
export function fieldsOf(type: string, source: string): readonly Parameter[] | undefined {
  const bare = type.trim();
  if (bare.startsWith("{")) return readFields(bare.slice(1, closingIndex(maskCode(bare), 0)));
  if (!/^\w+$/u.test(bare)) return undefined;
  const declared = new RegExp(
    String.raw`\b(?:interface\s+${bare}\b[^{]*|type\s+${bare}\s*=\s*)\{`,
    "u",
  );
  const match = declared.exec(source);
  if (!match) return undefined;
  const open = match.index + match[0].length - 1;
  return readFields(source.slice(open + 1, closingIndex(maskCode(source), open)));
}

/** Returns the parameter list of a function type that is written out, or declared in the same file. */
export function functionParameters(type: string, source: string): string | undefined {
  const inline = /^\(?\s*(?:async\s*)?\(/u.test(type) ? type : undefined;
  const declared = new RegExp(
    String.raw`\btype\s+${type.trim() || "-"}\b[^=]*=\s*(?<text>\([\s\S]*)`,
    "u",
  );
  const text = inline ?? declared.exec(source)?.groups?.["text"];
  if (text === undefined) return undefined;
  const open = text.indexOf("(");
  return text.slice(open + 1, closingIndex(maskCode(text), open));
}

/** Returns true for the type of an object whose fields are open, such as `Record<string, unknown>`. */
export function isOpaqueObject(type: string): boolean {
  return /^(?:object|Record<.*>|\{\s*\[.*)$/su.test(type);
}
