import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { schemaFile, schemaText } from "./published-schema.ts";

test("docs/report.schema.json is the schema that the code checks with", () => {
  expect(readFileSync(schemaFile, "utf8")).toBe(schemaText());
});
