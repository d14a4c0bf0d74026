import { UsageError } from "../../../errors.ts";
import type { SelftestMode } from "../../../selftest/selftest-goals.ts";
import { sharedDefaults, type RawOptions } from "../../option/shared-options.ts";
import { flag, textValue, wholeNumber } from "../../option/values.ts";

export interface SelftestOptions {
  readonly mode: SelftestMode;
  /** Still only a name. */
  readonly only: string | undefined;
  readonly seed: number;
  readonly out: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Fixed, so that two selftests can be compared; the clean runs count on from it. */
const defaultSeed = 1;
const seeds = { from: 0, to: Number.MAX_SAFE_INTEGER - 1000 } as const;

/** @throws UsageError for a bad value or for options that contradict each other. */
export function readSelftestOptions(raw: RawOptions): SelftestOptions {
  const only = textValue("--only", raw["only"]);
  const canary = flag("--canary", raw["canary"]);
  const full = flag("--full", raw["full"]);
  if (canary && full) throw excluded("--canary", "--full");
  if (canary && only !== undefined) throw excluded("--canary", "--only");
  return {
    mode: canary ? "canary" : full ? "full" : "standard",
    only,
    seed: wholeNumber("--seed", raw["seed"], seeds) ?? defaultSeed,
    out: textValue("--out", raw["out"]) ?? sharedDefaults.out,
    json: flag("--json", raw["json"]),
    quiet: flag("--quiet", raw["quiet"]),
  };
}

function excluded(one: string, other: string): UsageError {
  return new UsageError(`${one} and ${other} exclude each other`, {
    hint: `Leave out ${one} or ${other}.`,
  });
}
