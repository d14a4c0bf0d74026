import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { schemaFile, schemaText } from "./published-schema.ts";

test("the published schema is the one the code checks with", () => {
  expect(readFileSync(schemaFile, "utf8")).toBe(schemaText());
});
