import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { checkedFiles } from "./support/prose/checked-files.ts";
import { findRiddles } from "./support/prose/find-riddles.ts";

const project = dirname(import.meta.dirname);

test("every sentence of the project keeps the style sheet of CONTRIBUTING.md, as far as a pattern can tell", () => {
  const files = checkedFiles(project);
  const riddles = files.flatMap((file) =>
    findRiddles(file, readFileSync(join(project, file), "utf8")).map(
      ({ line, text, reason }) => `${file}:${line} "${text}": ${reason}`,
    ),
  );
  expect(riddles).toEqual([]);
  expect(files.length).toBeGreaterThan(500);
});
