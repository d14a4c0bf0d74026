import { expect, test } from "vitest";

import { renderBlockMarkdown } from "./block-markdown.ts";
import { cellRows, cellText, deadConnectionText, judgedRows, verdictTexts } from "./block-text.ts";
import { cell, dead, measured, resultOf } from "./testing/measured.ts";

const blocksMs = [0, 50, 200, 1000, 5000];

test("cellRows returns as many figures as headings", () => {
  const [headings, row] = cellRows([cell(200, { consumers: 100 })]);
  expect(row).toEqual(["200", "100", "500.0", "651.3", "0.30 %", "0.30", "1.20", "12", "4.0"]);
  expect(headings).toHaveLength(9);
});

test("judgedRows returns the verdict on each BLOCK value", () => {
  expect(judgedRows(resultOf(measured(200, 1000, 2000))).slice(1)).toEqual([
    ["200", "after 1.8 s", "5.0 idle reads a second and consumer, budget 2"],
    ["1000", "after 2.6 s", "recommended"],
    ["2000", "after 3.6 s", "keeps the limits, but notices a dead connection later"],
  ]);
});

test("verdictTexts states the choice and the claim with the measured figures", () => {
  const text = verdictTexts(resultOf(measured(...blocksMs))).join("\n");
  expect(text).toContain("Choose BLOCK 1000 ms (the default of the bus)");
  expect(text).toContain("96.0 % of the reads (5.0 to 0.2 a second), 62 % of all commands");
  expect(text).toContain(
    "The saving of reads holds within 2 points; the median delivery holds (0.30 to 0.30 ms).",
  );
  expect(text).toContain("a message comes after 6.6 s instead of after 1.8 s");
});

test("verdictTexts recommends no value if none keeps the limits, and leaves out an unchecked claim", () => {
  const text = verdictTexts(resultOf(measured(50, 5000))).join("\n");
  expect(text).toContain("No BLOCK value keeps the limits here");
  expect(text).not.toContain("instead of");
});

test("verdictTexts says that a bus reads repeatedly with BLOCK 0", () => {
  const forEver = { ...measured(0), cells: [cell(0, { readsPerSecond: 0 })] };
  expect(verdictTexts(resultOf(measured(0))).join()).toContain("reads 10.0 times a second");
  expect(verdictTexts(resultOf(forEver)).join()).not.toContain("for ever");
});

test("the lines of progress state the figures of each measurement", () => {
  expect(cellText(cell(200))).toBe("BLOCK 200 ms, 1 idle consumer: 5.0 reads/s, p50 0.30 ms");
  expect(cellText(cell(0, { consumers: 10, lostConnections: 4 }))).toContain(
    "10 idle consumers: 100.0 reads/s, p50 0.30 ms, 4 connections given up",
  );
  expect(deadConnectionText(dead(0, { deliveredMs: null }))).toBe(
    "BLOCK 0 ms, dead connection: delivered again never within 8 s",
  );
});

test("the Markdown page has both tables and every conclusion", () => {
  const result = resultOf(measured(...blocksMs));
  const page = renderBlockMarkdown(result);
  expect(page).toContain("| BLOCK ms | consumers |");
  expect(page).toContain("| 1000 | after 2.6 s | recommended |");
  for (const paragraph of verdictTexts(result)) expect(page).toContain(paragraph);
});
