import { runReportJsonSchema } from "./run-report.ts";

/** Where the JSON Schema of `report.json` is published. */
export const schemaFile = new URL("../../../docs/report.schema.json", import.meta.url);

/** What that file must hold: `node scripts/write-schema.ts` writes it. */
export function schemaText(): string {
  return `${JSON.stringify(runReportJsonSchema(), null, 2)}\n`;
}
