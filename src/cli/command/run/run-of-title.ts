import type { RunTitle } from "../../../run/plan/run-title.ts";
import { defaultRepeats, type RunValues } from "./run-options.ts";

/** Returns the options of the command that makes only the run with this title. */
export function runOfTitle(
  values: RunValues,
  { scenario, variant, seed }: Pick<RunTitle, "scenario" | "variant" | "seed">,
): RunValues {
  const alone = { scenarios: [scenario], variants: [variant], all: false, thorough: false };
  const once = { repeat: defaultRepeats.always, untilFail: false, forMs: undefined };
  return { ...values, ...alone, ...once, seed };
}
