import { expect, test } from "vitest";

import { wrapText } from "./wrap-text.ts";

test("lines break between words", () => {
  expect(wrapText("one two three", 8)).toEqual(["one two", "three"]);
});

test("what fits stays on one line", () => {
  expect(wrapText("one two", 7)).toEqual(["one two"]);
  expect(wrapText("", 7)).toEqual([""]);
});

test("a word that is too wide is cut, without losing a letter", () => {
  expect(wrapText("a abcdefgh b", 3)).toEqual(["a", "abc", "def", "gh", "b"]);
});

test("a number stays with its unit", () => {
  expect(wrapText("within 12 ms", 9)).toEqual(["within", "12 ms"]);
});
