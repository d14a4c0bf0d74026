import { expect, test } from "vitest";

import { parserError } from "./parser-error.ts";

const knownNames = ["run", "selftest", "--bus", "--seed"];

test.each([
  [["selftest", "--bus", "x"], "bus", "--bus", "selftest --help` shows the options of this one"],
  [["selftest", "--bus=x"], "bus", "--bus=x", "--bus belongs to other commands"],
  [["run", "--sede", "3"], "sede", "--sede", "Did you mean --seed?"],
  [["selftset"], "selftset", "selftset", "Did you mean selftest?"],
  [["--nothing-like-it"], "nothing-like-it", "--nothing-like-it", "--help` shows what there is"],
])("the words %j get a hint: unknown %s", (words, name, typed, hint) => {
  const error = parserError(`Unknown argument: ${name}`, { words, knownNames });
  expect(error.message).toBe(`unknown: ${typed}`);
  expect(error.hint).toContain(hint);
});
