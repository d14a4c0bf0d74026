import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";

import { expect, test } from "vitest";

import { rulesDocumentPath } from "./rules-document.ts";

test("the page of the rules has a short path in a clone, and a whole path elsewhere", () => {
  expect(rulesDocumentPath()).toBe("docs/findings.md");
  const elsewhere = rulesDocumentPath(join(tmpdir(), "another-project"));
  expect(isAbsolute(elsewhere)).toBe(true);
  expect(existsSync(elsewhere)).toBe(true);
});
