import { expect, expectTypeOf, test } from "vitest";

import { UsageError } from "../../errors.ts";
import { describeOption } from "./option-text.ts";
import { optionGroup, optionList, pickValues, type ValuesOf } from "./option.ts";
import { readOptions, readWords } from "./read-options.ts";

const list = optionList({
  names: { name: "name", kind: "list", help: "a name" },
  isLoud: { name: "loud", kind: "flag", help: "be loud" },
  size: { name: "size", kind: "count", from: 1, to: 9, default: 3, help: "the size" },
  limitMs: { name: "within", kind: "duration", from: 1, to: 60_000, help: "the limit" },
  shape: { name: "shape", kind: "choice", names: ["round", "flat"], default: "flat", help: "it" },
  url: { name: "url", kind: "url", schemes: ["redis"], help: "the server" },
});

test("readOptions returns the values by their names in the program, with their defaults", () => {
  expect(readOptions(list, {})).toEqual({
    names: [],
    isLoud: false,
    size: 3,
    limitMs: undefined,
    shape: "flat",
    url: undefined,
  });
  const raw = { name: ["a", "b"], loud: true, size: "9", within: "1.5s", shape: "round" };
  expect(readOptions(list, raw)).toMatchObject({
    names: ["a", "b"],
    isLoud: true,
    size: 9,
    limitMs: 1_500,
    shape: "round",
  });
});

test("the types of the values follow from the declared options", () => {
  expectTypeOf<ValuesOf<typeof list>>().toEqualTypeOf<{
    readonly names: readonly string[];
    readonly isLoud: boolean;
    readonly size: number;
    readonly limitMs: number | undefined;
    readonly shape: "round" | "flat";
    readonly url: string | undefined;
  }>();
});

test("the error for a bad value names an option with its dashes, and a word without", () => {
  expect(() => readOptions(list, { size: "10" })).toThrow(UsageError);
  expect(() => readOptions(list, { size: "10" })).toThrow("--size must be a whole number");
  expect(() => readWords(list, { size: "10" })).toThrow(/^size must be a whole number/u);
});

test("describeOption shows the default after the text, as a user would type it", () => {
  const limit = { name: "within", kind: "duration", from: 1, to: 9, help: "the limit" } as const;
  expect(describeOption(list.names)).toBe("a name");
  expect(describeOption(list.size)).toBe("the size (3)");
  expect([500, 30_000, 120_000].map((ms) => describeOption({ ...limit, default: ms }))).toEqual([
    "the limit (500ms)",
    "the limit (30s)",
    "the limit (2m)",
  ]);
  expect(describeOption({ ...list.size, defaultText: "it depends" })).toBe("the size (it depends)");
});

test("optionGroup gives its options a heading, and keeps their types", () => {
  const grouped = optionGroup("Sizes:", { size: list.size });
  expect(grouped.size).toEqual({ ...list.size, group: "Sizes:" });
  expect(pickValues(grouped, readOptions(list, {}))).toEqual({ size: 3 });
});
