import { fieldsOf, isOpaqueObject, roleOf, type Role } from "../reading/parameter-role.ts";
import { readFields, type Parameter } from "../reading/parameter.ts";
import { maskCode } from "../reading/scan-code.ts";

/** The code that stands for each meaning of a parameter. */
export type Values = Readonly<Partial<Record<Role, string>>>;

/** Stands for a value that `init` does not know. It has no type, so that the file can be compiled. */
const missing = "undefined« as never»";

/** Returns true if the code has a value that `init` did not know. */
export function isMissingPart(code: string): boolean {
  return code.includes(missing);
}

/** Returns the arguments of a call: known values, and objects made of them. Optional unknown ones at the end are left out. */
export function callText(parameters: readonly Parameter[], values: Values, source: string): string {
  const texts = parameters.map((parameter) => {
    const text = valueText(parameter, values, source);
    return text ?? (parameter.optional ? "undefined" : missing);
  });
  while (texts.at(-1) === "undefined") texts.pop();
  return texts.join(", ");
}

function valueText(parameter: Parameter, values: Values, source: string): string | undefined {
  const fields = objectFields(parameter, source);
  if (fields) return objectText(fields, values, source);
  const role = roleOf(parameter);
  const value = role === undefined ? undefined : values[role];
  const isWrapped = role === "payload" && value !== undefined && isOpaqueObject(parameter.type);
  return isWrapped ? `{ ${value} }` : value;
}

/** A destructured parameter without a type says its fields by itself; an options object by the fields that are read. */
function objectFields({ name, type }: Parameter, source: string): readonly Parameter[] | undefined {
  const declared = fieldsOf(type, source);
  if (declared) return declared;
  if (name.startsWith("{")) return readFields(name.slice(1, -1));
  return /^(?:opt(?:ion)?s|config|settings)$/u.test(name) ? fieldsRead(name, source) : undefined;
}

/** Finds the fields that the class takes from an object, as in `options.url` and `const { url } = this.options`. */
function fieldsRead(name: string, source: string): readonly Parameter[] | undefined {
  const masked = maskCode(source);
  const direct = masked.matchAll(
    new RegExp(String.raw`(?<![\w$])(?:#|_)?${name}\??\.(?<field>\w+)`, "gu"),
  );
  const taken = masked.matchAll(
    new RegExp(String.raw`\{(?<fields>[^{}]*)\}\s*=\s*(?:this\.)?[#_]?${name}\b`, "gu"),
  );
  const names = [
    ...[...direct].map(({ groups }) => groups?.["field"] ?? ""),
    ...[...taken].flatMap(({ groups }) =>
      readFields(groups?.["fields"] ?? "").map((field) => field.name),
    ),
  ];
  const fields = [...new Set(names)].map((each) => ({ name: each, type: "", optional: true }));
  return fields.length === 0 ? undefined : fields;
}

function objectText(fields: readonly Parameter[], values: Values, source: string): string {
  const known = fields.flatMap((field) => {
    const text = valueText(field, values, source) ?? (field.optional ? undefined : missing);
    if (text === undefined) return [];
    return [text === field.name ? text : `${field.name}: ${text}`];
  });
  return `{ ${known.join(", ")} }`;
}
