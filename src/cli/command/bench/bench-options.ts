import { optionList, type ValuesOf } from "../../option/option.ts";
import {
  checkRedisOptions,
  jsonOption,
  outOption,
  redisOptions,
  refuseBoth,
} from "../../option/shared-options.ts";

export const benchWords = optionList({
  bench: {
    name: "bench",
    kind: "choice",
    names: ["block"],
    default: "block",
    help: "the benchmark to run",
  },
});

export const benchOptions = optionList({
  quick: { name: "quick", kind: "flag", help: "in less than a minute (the default)" },
  full: {
    name: "full",
    kind: "flag",
    help: "every combination, with longer windows and more samples: some five minutes",
  },
  ...redisOptions,
  redisUrl: {
    ...redisOptions.redisUrl,
    help: "a Redis that runs already; commands of its other clients are counted too",
  },
  ...outOption,
  ...jsonOption,
});

export type BenchValues = ValuesOf<typeof benchWords> & ValuesOf<typeof benchOptions>;

/** @throws UsageError for options that contradict each other. */
export function checkBenchOptions(values: BenchValues): void {
  refuseBoth(["--quick", values.quick], ["--full", values.full]);
  checkRedisOptions(values);
}
