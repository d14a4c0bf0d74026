import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { findingsFile, findingsText } from "../scripts/docs/published-findings.ts";
import { rulePlaces } from "../scripts/docs/rule-places.ts";
import { findingKinds } from "../src/judging/finding/finding.ts";
import { judge } from "../src/judging/judge.ts";
import { findingPages } from "../src/judging/pages.ts";
import { scriptHistory } from "../src/judging/testing/history-builder.ts";

describe("docs/findings.md", () => {
  test("every kind of finding has one page, in the order of a report", () => {
    expect(findingPages.map(({ kind }) => kind)).toEqual(findingKinds);
  });

  test("docs/findings.md is what `npm run docs` writes", () => {
    expect(readFileSync(findingsFile, "utf8")).toBe(findingsText());
  });

  test.each(findingPages)("the page of $kind names exactly the rule ids of the code", (page) => {
    const used = [...rulePlaces().keys()].filter((id) => id.startsWith(`${page.kind}/`));
    expect(page.rules.map(({ id }) => id).toSorted()).toEqual(used.toSorted());
  });

  test.each(findingPages)("the example of $kind has one finding, of that kind", (page) => {
    const history = page.example.tell(scriptHistory(page.example.header)).build();
    expect(judge(history).findings.map(({ kind }) => kind)).toEqual([page.kind]);
  });
});
