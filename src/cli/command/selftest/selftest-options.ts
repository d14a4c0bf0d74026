import { optionList, type ValuesOf } from "../../option/option.ts";
import { jsonOption, outOption, refuseBoth, reportOptions } from "../../option/shared-options.ts";

export const selftestOptions = optionList({
  canary: {
    name: "canary",
    kind: "flag",
    help: "one bus for each scenario, in less than half a minute",
  },
  full: {
    name: "full",
    kind: "flag",
    help: "every bus through every scenario, for the whole matrix",
  },
  only: { name: "only", kind: "text", help: "only this bus of the zoo" },
  seed: {
    name: "seed",
    kind: "count",
    from: 0,
    // The runs of correct buses take the 1 000 seeds after it.
    to: Number.MAX_SAFE_INTEGER - 1000,
    // Fixed, so that two selftests can be compared.
    default: 1,
    help: "the first seed",
  },
  ...outOption,
  quiet: { ...reportOptions.quiet, help: "print only what is wrong, and the verdict" },
  ...jsonOption,
});

export type SelftestValues = ValuesOf<typeof selftestOptions>;

/** @throws UsageError for options that contradict each other. */
export function checkSelftestOptions({ canary, full, only }: SelftestValues): void {
  refuseBoth(["--canary", canary], ["--full", full]);
  refuseBoth(["--canary", canary], ["--only", only !== undefined]);
}
