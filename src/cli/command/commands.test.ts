import { expect, test } from "vitest";

import type { Option, OptionList } from "../option/option.ts";
import { readOptions, type RawOptions } from "../option/read-options.ts";
import { repeatWords } from "../option/repeat-words.ts";
import { commands } from "./commands.ts";
import { explorationOptions } from "./explore/explore-options.ts";
import { repeatedRunOptions, runOptions } from "./run/run-options.ts";

function repeatedRun(raw: RawOptions, seed: number): string {
  return repeatWords(repeatedRunOptions, { ...readOptions(runOptions, raw), seed }).join(" ");
}

test("the words name all values that differ from the defaults, and always the bus and the seed", () => {
  expect(repeatedRun({ scenario: ["restart"] }, 42)).toBe(
    "--scenario restart --bus streams --seed 42",
  );
});

test("the words leave out an option that was given with its default", () => {
  const raw = { all: true, provider: "auto", "recovery-within": "30s" };
  expect(repeatedRun(raw, 1)).toBe("--all --bus streams --seed 1");
});

test("the words give back every choice that matters, and mask a password", () => {
  const raw = {
    all: true,
    variant: ["short"],
    bus: "./my-bus.ts",
    "redis-url": "redis://user:hunter2@127.0.0.1:6379",
    "allow-remote": true,
    link: "embedded",
    messages: "5",
    "recovery-within": "5s",
    "until-fail": true,
    out: "elsewhere",
    json: true,
  };
  expect(repeatedRun(raw, 7)).toBe(
    "--all --variant short --bus ./my-bus.ts --seed 7 --until-fail " +
      "--redis-url redis://***:***@127.0.0.1:6379 --allow-remote --link embedded --messages 5 " +
      "--recovery-within 5s",
  );
});

test.each<[string, OptionList, OptionList]>([
  ["run", commands.run.options, repeatedRunOptions],
  ["explore", commands.explore.options, explorationOptions],
])("%s repeats every option but those that decide the output", (_name, all, repeated) => {
  const names = (list: OptionList) => Object.values(list).map(({ name }: Option) => name);
  const output = ["out", "json", "junit", "quiet", "verbose", "dry-run", "no-color"];
  const left = names(all).filter((name) => !names(repeated).includes(name));
  expect(left.filter((name) => !output.includes(name))).toEqual([]);
});
