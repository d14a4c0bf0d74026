import { UsageError } from "../../errors.ts";
import type { ProviderChoice } from "../../fixtures/redis/redis-provider.ts";
import { choice, flag, textValue, url, type RawValue } from "./values.ts";

export type RawOptions = Readonly<Record<string, RawValue>>;

export const sharedDefaults = { bus: "streams", out: "reports" } as const;

/** Of values that more than one command takes. */
export const sharedLimits = {
  seed: { from: 0, to: Number.MAX_SAFE_INTEGER },
  recoveryMs: { from: 1, to: 3_600_000 },
} as const;

export const providerNames = ["auto", "process", "docker", "external"] as const;

/** Where Redis comes from. */
export interface RedisOptions {
  readonly provider: ProviderChoice;
  readonly redisUrl: string | undefined;
  readonly allowRemote: boolean;
}

/** @throws UsageError for a bad value or for options that contradict each other. */
export function readRedisOptions(raw: RawOptions): RedisOptions {
  const provider = choice("--provider", raw["provider"], providerNames) ?? "auto";
  const redisUrl = url("--redis-url", raw["redis-url"], ["redis", "rediss"]);
  if (provider === "external" && redisUrl === undefined) {
    throw new UsageError("--provider external needs --redis-url", {
      hint: "Name the server, such as --redis-url redis://127.0.0.1:6379.",
    });
  }
  refuseBoth(
    [`--provider ${provider}`, provider === "process" || provider === "docker"],
    ["--redis-url", redisUrl !== undefined],
  );
  return {
    provider: redisUrl === undefined ? provider : "external",
    redisUrl,
    allowRemote: flag("--allow-remote", raw["allow-remote"]),
  };
}

/** Where the report goes, and how much of it is printed. */
export interface ReportOptions {
  readonly out: string;
  readonly json: boolean;
  readonly junit: string | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** @throws UsageError for a bad value or for options that contradict each other. */
export function readReportOptions(raw: RawOptions): ReportOptions {
  const [quiet, verbose] = [flag("--quiet", raw["quiet"]), flag("--verbose", raw["verbose"])];
  refuseBoth(["--quiet", quiet], ["--verbose", verbose]);
  return {
    out: textValue("--out", raw["out"]) ?? sharedDefaults.out,
    json: flag("--json", raw["json"]),
    junit: textValue("--junit", raw["junit"]),
    quiet,
    verbose,
  };
}

type Given = readonly [option: string, given: boolean];

/** @throws UsageError if both were given. */
export function refuseBoth(one: Given, other: Given): void {
  if (!one[1] || !other[1]) return;
  throw new UsageError(`${one[0]} and ${other[0]} exclude each other`, {
    hint: `Leave out ${one[0]} or ${other[0]}.`,
  });
}
