import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { definitionExamples } from "../proof/definitions/definition-examples.ts";
import {
  definitionsFile,
  definitionsText,
  examplesInDefinitions,
} from "../scripts/docs/definitions-document.ts";

test("docs/definitions.md shows its examples as the judge judges them: `npm run docs` writes them", () => {
  expect(readFileSync(definitionsFile, "utf8")).toBe(definitionsText());
});

test("docs/definitions.md shows every example of the definitions once", () => {
  expect(examplesInDefinitions().toSorted()).toEqual(Object.keys(definitionExamples).toSorted());
});
