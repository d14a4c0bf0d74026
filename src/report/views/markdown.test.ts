import { describe, expect, test } from "vitest";

import {
  ciCommandsIn,
  controlCharactersIn,
  hostileReport,
  lossyResult,
  someReport,
  someResult,
} from "../../../tests/support/report-fixtures.ts";
import { fitMarkdown, renderMarkdown } from "./markdown.ts";

describe("the report as Markdown", () => {
  test("the Markdown report has one row per result, and the repeat command at its end", () => {
    const text = renderMarkdown(someReport([lossyResult(), someResult({ variant: "x" })]));
    expect(text).toContain("## ✗ fail: 1 fail, 1 pass");
    expect(text).toContain(
      "| ✓ pass | restart/x | streams | 0 | 3 (allowed) | 8 | 900 ms to 1.1 s |",
    );
    expect(text.trimEnd().split("\n").slice(-3)).toEqual([
      "```sh",
      "npm run chaos -- --scenario restart --bus streams --seed 42",
      "```",
    ]);
  });

  test("the Markdown report has one entry for a cause that two runs share, with its advice", () => {
    const text = renderMarkdown(someReport([lossyResult(), lossyResult({ variant: "x" })]));
    expect(text.split("**lost/never-received**")).toHaveLength(2);
    expect(text).toContain("1. ✗ fail **lost/never-received**, in restart/sigkill-1s, restart/x\n");
    expect(text).toContain("   - → Run `explain` with one of the messages");
    expect(text).toContain(
      "   npx bus-chaos explain reports/restart/x/restart-sigkill-1s-1 publisher-0/17",
    );
    expect(text.split("docs/findings.md of bus-chaos explains every rule.")).toHaveLength(2);
    expect(renderMarkdown(someReport([someResult()]))).not.toContain("findings.md");
  });

  test("the Markdown report shows a self-check apart from the runs of the bus", () => {
    const check = someResult({ variant: "self-check", selfCheck: true, summary: "Self-check: ok" });
    const text = renderMarkdown(someReport([someResult(), check]));
    expect(text).toContain("## ✓ pass: 1 pass, self-check passed");
    expect(text).not.toContain("| ✓ pass | restart/self-check");
    expect(text).toContain("\n\nSelf-check: ok\n\n");
  });

  test("the Markdown report leaves no markup in text of the bus", () => {
    const text = renderMarkdown(hostileReport());
    const [markup = "", codeBlock = "", end = ""] = text.split("```");
    expect(markup).not.toMatch(/<script|[^\\]\[link|@everyone/u);
    expect(codeBlock.split("\n")).toHaveLength(3);
    expect(end).toBe("\n");
    expect(ciCommandsIn(text)).toEqual([]);
    expect(controlCharactersIn(text)).toEqual([]);
  });

  test("the Markdown report keeps the columns of a table whatever is in a cell", () => {
    const text = renderMarkdown(someReport([someResult({ summary: "a | b \\| c" })]));
    const row = text.split("\n").find((line) => line.startsWith("| ✓"));
    expect(row?.match(/(?<!\\)\|/gu)).toHaveLength(12);
  });
});

describe("fitMarkdown", () => {
  test("fitMarkdown leaves a short page as it is", () => {
    expect(fitMarkdown("short\n", 1_000)).toBe("short\n");
  });

  test("fitMarkdown cuts a long page at a line, counts bytes and adds a note", () => {
    const page = "äöü äöü äöü\n".repeat(1_000);
    const fitted = fitMarkdown(page, 500);
    expect(Buffer.byteLength(fitted)).toBeLessThanOrEqual(500);
    expect(fitted).toContain("Cut to fit");
    expect(fitted).not.toContain("\ufffd");
  });

  test("fitMarkdown returns nothing if there is no room for the note", () => {
    expect(fitMarkdown("long ".repeat(100), 10)).toBe("");
  });
});
