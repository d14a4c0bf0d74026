import { expect, test } from "vitest";

import { readOptions, type RawOptions } from "../../option/read-options.ts";
import { repeatCommand } from "./run-command.ts";
import { runOptions } from "./run-options.ts";

function repeated(raw: RawOptions, seed: number): string {
  return repeatCommand(readOptions(runOptions, raw), seed);
}

test("the repeat command names values that differ from the defaults, and always bus and seed", () => {
  expect(repeated({ scenario: ["restart"] }, 42)).toBe(
    "npx bus-chaos --scenario restart --bus streams --seed 42",
  );
});

test("the repeat command leaves out an option that was given with its default", () => {
  const raw = { all: true, provider: "auto", "recovery-within": "30s" };
  expect(repeated(raw, 1)).toBe("npx bus-chaos --all --bus streams --seed 1");
});

test("the repeat command gives back every choice that matters, quoted, without a password", () => {
  const raw = {
    all: true,
    variant: ["short"],
    bus: "./my bus's.ts",
    "redis-url": "redis://user:hunter2@127.0.0.1:6379",
    "allow-remote": true,
    link: "embedded",
    messages: "5",
    "recovery-within": "5s",
    "until-fail": true,
    out: "elsewhere",
    json: true,
  };
  expect(repeated(raw, 7)).toBe(
    "npx bus-chaos --all --variant short --bus './my bus'\\''s.ts' --seed 7 --until-fail " +
      "--redis-url 'redis://***:***@127.0.0.1:6379' --allow-remote --link embedded " +
      "--messages 5 --recovery-within 5s",
  );
});
