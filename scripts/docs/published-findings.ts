import { dirname, join } from "node:path";

import { findingPages } from "../../src/judging/pages.ts";
import { findingsDocument } from "./findings-document.ts";
import { rulePlaces } from "./rule-places.ts";

export const findingsFile = join(dirname(dirname(import.meta.dirname)), "docs", "findings.md");

/** Returns docs/findings.md as it must be for the rules in src/judging. */
export function findingsText(): string {
  return findingsDocument(findingPages, rulePlaces());
}
