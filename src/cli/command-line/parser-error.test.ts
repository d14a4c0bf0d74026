import { expect, test } from "vitest";

import { parserError } from "./parser-error.ts";

const knownNames = ["run", "selftest", "--bus", "--seed"];

test.each([
  [["selftest", "--bus", "x"], "unknown: --bus", "selftest --help` shows the options of this one"],
  [["selftest", "--bus=x"], "unknown: --bus=x", "--bus belongs to other commands"],
  [["run", "--sede", "3"], "unknown: --sede", "Did you mean --seed?"],
  [["selftset"], "unknown: selftset", "Did you mean selftest?"],
  [["--nothing-like-it"], "unknown: --nothing-like-it", "--help` shows what there is"],
])("the words %j get the message %s, and a hint", (words, message, hint) => {
  const name = message.replace(/^unknown: -*/u, "").split("=")[0];
  const error = parserError(`Unknown argument: ${name}`, { words, knownNames });
  expect(error.message).toBe(message);
  expect(error.hint).toContain(hint);
});
