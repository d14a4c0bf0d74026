import { runReportJsonSchema } from "./run-report.ts";

/** Where the JSON Schema of `report.json` is published. */
export const schemaFile = new URL("../../../docs/report.schema.json", import.meta.url);

/** Returns the text of that file; `npm run docs` writes it. */
export function schemaText(): string {
  return `${JSON.stringify(runReportJsonSchema(), null, 2)}\n`;
}
