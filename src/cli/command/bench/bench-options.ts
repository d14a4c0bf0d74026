import { UsageError } from "../../../errors.ts";
import {
  readRedisOptions,
  sharedDefaults,
  type RawOptions,
  type RedisOptions,
} from "../../option/shared-options.ts";
import { choice, flag, textValue } from "../../option/values.ts";

const benchNames = ["block"] as const;

export interface BenchOptions extends RedisOptions {
  readonly bench: (typeof benchNames)[number];
  readonly full: boolean;
  readonly out: string;
  readonly json: boolean;
}

/** @throws UsageError for a bad value or for options that contradict each other. */
export function readBenchOptions(raw: RawOptions): BenchOptions {
  const full = flag("--full", raw["full"]);
  if (full && flag("--quick", raw["quick"])) {
    throw new UsageError("--quick and --full exclude each other", {
      hint: "Leave out --quick or --full.",
    });
  }
  return {
    bench: choice("bench", raw["bench"], benchNames) ?? "block",
    full,
    ...readRedisOptions(raw),
    out: textValue("--out", raw["out"]) ?? sharedDefaults.out,
    json: flag("--json", raw["json"]),
  };
}
