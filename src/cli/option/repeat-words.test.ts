import { expect, test } from "vitest";

import { optionList } from "./option.ts";
import { repeatWords } from "./repeat-words.ts";

const list = optionList({
  names: { name: "name", kind: "list", help: "a name" },
  isLoud: { name: "loud", kind: "flag", help: "be loud" },
  size: { name: "size", kind: "count", from: 1, to: 9, default: 3, help: "the size" },
  seed: {
    name: "seed",
    kind: "count",
    from: 0,
    to: 9,
    default: 1,
    alwaysRepeated: true,
    help: "it",
  },
  limitMs: { name: "within", kind: "duration", from: 1, to: 60_000, help: "the limit" },
  url: { name: "url", kind: "url", schemes: ["redis"], help: "the server" },
});

test("repeatWords names only values that differ from their defaults, and those always repeated", () => {
  expect(repeatWords(list, { names: [], isLoud: false, size: 3, seed: 1 })).toEqual([
    "--seed",
    "1",
  ]);
});

test("repeatWords gives back values as the user types them", () => {
  const values = { names: ["a", "b"], isLoud: true, size: 4, seed: 2, limitMs: 1_500 };
  expect(repeatWords(list, values).join(" ")).toBe(
    "--name a --name b --loud --size 4 --seed 2 --within 1500ms",
  );
});

test("repeatWords masks the credentials of a URL", () => {
  expect(repeatWords(list, { seed: 1, url: "redis://user:hunter2@host:1" })).toContain(
    "redis://***:***@host:1",
  );
});
