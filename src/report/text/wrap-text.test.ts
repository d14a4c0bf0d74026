import { expect, test } from "vitest";

import { wrapText } from "./wrap-text.ts";

test("wrapText breaks lines between words", () => {
  expect(wrapText("one two three", 8)).toEqual(["one two", "three"]);
});

test("wrapText leaves a text that fits on one line", () => {
  expect(wrapText("one two", 7)).toEqual(["one two"]);
  expect(wrapText("", 7)).toEqual([""]);
});

test("wrapText cuts a word that is too long, without losing a letter", () => {
  expect(wrapText("a abcdefgh b", 3)).toEqual(["a", "abc", "def", "gh", "b"]);
});

test("wrapText keeps a number and its unit together", () => {
  expect(wrapText("within 12 ms", 9)).toEqual(["within", "12 ms"]);
});
