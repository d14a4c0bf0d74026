import { UsageError } from "../errors.ts";
import type { ProviderChoice } from "../fixtures/redis-provider.ts";
import { providerNames, runDefaults, type RawOptions } from "./run-options.ts";
import { choice, flag, textValue, url } from "./values.ts";

const benchNames = ["block"] as const;

export interface BenchOptions {
  readonly bench: (typeof benchNames)[number];
  readonly full: boolean;
  readonly provider: ProviderChoice;
  readonly redisUrl: string | undefined;
  readonly allowRemote: boolean;
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
    provider: choice("--provider", raw["provider"], providerNames) ?? "auto",
    redisUrl: url("--redis-url", raw["redis-url"], ["redis", "rediss"]),
    allowRemote: flag("--allow-remote", raw["allow-remote"]),
    out: textValue("--out", raw["out"]) ?? runDefaults.out,
    json: flag("--json", raw["json"]),
  };
}
