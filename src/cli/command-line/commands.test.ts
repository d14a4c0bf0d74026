import { expect, test } from "vitest";

import { explorationOptions } from "../command/explore/explore-options.ts";
import { repeatedRunOptions } from "../command/run/run-options.ts";
import type { Option, OptionList } from "../option/option.ts";
import { commands } from "./commands.ts";

const outputOptions = [
  "out",
  "json",
  "junit",
  "ctrf",
  "keep",
  "keep-reports",
  "quiet",
  "verbose",
  "dry-run",
  "no-color",
];

test.each<[string, OptionList, OptionList]>([
  ["run", commands.run.options, repeatedRunOptions],
  ["explore", commands.explore.options, explorationOptions],
])(
  "the repeat command of %s gives back every option that does not only decide the output",
  (_name, all, repeated) => {
    const names = (list: OptionList) => Object.values(list).map(({ name }: Option) => name);
    const left = names(all).filter((name) => !names(repeated).includes(name));
    expect(left.filter((name) => !outputOptions.includes(name))).toEqual([]);
  },
);
