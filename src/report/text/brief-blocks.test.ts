import { describe, expect, test } from "vitest";

import { cutLines, fittingBlocks } from "./brief-blocks.ts";

function form(name: string): { title: string[]; brief: string[]; full: string[] } {
  const block = (length: number): string[] => Array.from({ length }, () => name);
  return { title: block(2), brief: block(6), full: block(9) };
}

function lengthsOf(names: readonly string[], mostLines: number): readonly number[] {
  return fittingBlocks(names.map(form), mostLines).map(({ length }) => length);
}

describe("the lengths of the blocks in a summary for one screen", () => {
  test("the worst things become brief first, as far as the lines reach", () => {
    expect(lengthsOf(["a", "b", "c"], 16)).toEqual([6, 6, 2]);
  });

  test("things become full if lines are left when all of them are brief", () => {
    expect(lengthsOf(["a", "b"], 16)).toEqual([9, 6]);
    expect(lengthsOf(["a"], 16)).toEqual([9]);
  });

  test("the worst thing is brief at least, even beyond the lines", () => {
    expect(lengthsOf(["a", "b"], 3)).toEqual([6, 2]);
  });

  test("a text of more lines is cut before its last word, with a mark", () => {
    expect(cutLines(["one two", "three four", "five"], 2)).toEqual(["one two", "three…"]);
    expect(cutLines(["one two", "three four"], 2)).toEqual(["one two", "three four"]);
  });
});
