import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { checkedFiles } from "./support/prose/checked-files.ts";
import { findIssues } from "./support/prose/find-issues.ts";

const project = dirname(import.meta.dirname);
/** The patterns read more than 1300 files: 3 s alone, and 8 s on a machine whose cores are busy. */
const limitMs = 30_000;

test(
  "every sentence of the project keeps the style sheet of CONTRIBUTING.md, as far as a pattern can tell",
  {
    timeout: limitMs,
  },
  () => {
    const files = checkedFiles(project);
    const issues = files.flatMap((file) =>
      findIssues(file, readFileSync(join(project, file), "utf8")).map(
        ({ line, text, reason }) => `${file}:${line} "${text}": ${reason}`,
      ),
    );
    expect(issues).toEqual([]);
    expect(files.length).toBeGreaterThan(500);
  },
);
