import { fieldsOf, isOpaqueObject, roleOf, type Role } from "../reading/parameter-role.ts";
import { readFields, type Parameter } from "../reading/parameter.ts";

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

/** A destructured parameter without a type says its fields by itself. */
function objectFields({ name, type }: Parameter, source: string): readonly Parameter[] | undefined {
  const declared = fieldsOf(type, source);
  if (declared || !name.startsWith("{")) return declared;
  return readFields(name.slice(1, -1));
}

function objectText(fields: readonly Parameter[], values: Values, source: string): string {
  const known = fields.flatMap((field) => {
    const text = valueText(field, values, source) ?? (field.optional ? undefined : missing);
    if (text === undefined) return [];
    return [text === field.name ? text : `${field.name}: ${text}`];
  });
  return `{ ${known.join(", ")} }`;
}
