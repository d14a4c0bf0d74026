import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { commandLineFile, commandLineText } from "../scripts/docs/command-line-document.ts";

test("docs/command-line.md is what `npm run docs` writes", () => {
  expect(readFileSync(commandLineFile, "utf8")).toBe(commandLineText());
});

test("docs/command-line.md has every option of `run`, with its default and its bounds", () => {
  expect(commandLineText()).toContain("| `--recovery-within` | 1ms to 60m");
  expect(commandLineText()).toMatch(/\| `-q, --quiet` +\| +\| +\| print only the verdict/u);
});
