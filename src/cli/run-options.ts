import { UsageError } from "../errors.ts";
import type { RunRequest } from "../run/run-request.ts";
import {
  choice,
  duration,
  flag,
  textValue,
  textValues,
  url,
  wholeNumber,
  type RawValue,
} from "./values.ts";

export type RawOptions = Readonly<Record<string, RawValue>>;

/** The options of `chaos run`, checked. Names of scenarios, variants and buses are still only names. */
export interface RunOptions {
  readonly scenarios: readonly string[];
  readonly all: boolean;
  readonly variants: readonly string[];
  readonly thorough: boolean;
  readonly bus: string;
  readonly seed: number | undefined;
  readonly provider: RunRequest["provider"];
  readonly redisUrl: string | undefined;
  readonly allowRemote: boolean;
  readonly link: RunRequest["link"];
  readonly toxiproxyUrl: string | undefined;
  readonly messages: number | undefined;
  readonly ratePerSecond: number | undefined;
  readonly subscribers: number | undefined;
  readonly recoveryLimitMs: number;
  readonly repeat: number;
  readonly untilFail: boolean;
  readonly out: string;
  readonly json: boolean;
  readonly junit: string | undefined;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export const runDefaults = {
  bus: "streams",
  out: "reports",
  recoveryLimitMs: 30_000,
  repeat: 1,
  repeatUntilFail: 100,
} as const;

export const providerNames = ["auto", "process", "docker", "external"] as const;
export const linkNames = ["auto", "embedded", "toxiproxy"] as const;

const limits = {
  seed: { from: 0, to: Number.MAX_SAFE_INTEGER },
  messages: { from: 1, to: 10_000_000 },
  rate: { from: 1, to: 100_000 },
  subscribers: { from: 1, to: 1_000 },
  recoveryMs: { from: 1, to: 3_600_000 },
  repeat: { from: 1, to: 10_000 },
} as const;

/** @throws UsageError for a bad value or for options that contradict each other. */
export function readRunOptions(raw: RawOptions): RunOptions {
  const options = { ...readChoice(raw), ...readGround(raw), ...readLoad(raw), ...readOutput(raw) };
  refuseConflicts(options, raw);
  return { ...options, provider: options.redisUrl === undefined ? options.provider : "external" };
}

function readChoice(raw: RawOptions) {
  const untilFail = flag("--until-fail", raw["until-fail"]);
  const repeats = untilFail ? runDefaults.repeatUntilFail : runDefaults.repeat;
  return {
    scenarios: textValues("--scenario", raw["scenario"]),
    all: flag("--all", raw["all"]),
    variants: textValues("--variant", raw["variant"]),
    thorough: flag("--thorough", raw["thorough"]),
    bus: textValue("--bus", raw["bus"]) ?? runDefaults.bus,
    seed: wholeNumber("--seed", raw["seed"], limits.seed),
    repeat: wholeNumber("--repeat", raw["repeat"], limits.repeat) ?? repeats,
    untilFail,
  };
}

function readGround(raw: RawOptions) {
  const toxiproxyUrl = url("--toxiproxy-url", raw["toxiproxy-url"], ["http", "https"]);
  const defaultLink = toxiproxyUrl === undefined ? "auto" : "toxiproxy";
  return {
    provider: choice("--provider", raw["provider"], providerNames) ?? "auto",
    redisUrl: url("--redis-url", raw["redis-url"], ["redis", "rediss"]),
    allowRemote: flag("--allow-remote", raw["allow-remote"]),
    link: choice("--link", raw["link"], linkNames) ?? defaultLink,
    toxiproxyUrl,
  } as const;
}

function readLoad(raw: RawOptions) {
  const recovery = duration("--recovery-within", raw["recovery-within"], limits.recoveryMs);
  return {
    messages: wholeNumber("--messages", raw["messages"], limits.messages),
    ratePerSecond: wholeNumber("--rate", raw["rate"], limits.rate),
    subscribers: wholeNumber("--subscribers", raw["subscribers"], limits.subscribers),
    recoveryLimitMs: recovery ?? runDefaults.recoveryLimitMs,
  };
}

function readOutput(raw: RawOptions) {
  return {
    out: textValue("--out", raw["out"]) ?? runDefaults.out,
    json: flag("--json", raw["json"]),
    junit: textValue("--junit", raw["junit"]),
    dryRun: flag("--dry-run", raw["dry-run"]),
    quiet: flag("--quiet", raw["quiet"]),
    verbose: flag("--verbose", raw["verbose"]),
  };
}

function refuseConflicts(options: RunOptions, raw: RawOptions): void {
  const { provider, redisUrl } = options;
  if (options.scenarios.length === 0 && !options.all) {
    throw new UsageError("name a scenario with --scenario, or run --all", {
      hint: "`chaos list` shows the scenarios and their variants.",
    });
  }
  refuseBoth(["--scenario", options.scenarios.length > 0], ["--all", options.all]);
  refuseBoth(["--variant", options.variants.length > 0], ["--thorough", options.thorough]);
  refuseBoth(["--quiet", options.quiet], ["--verbose", options.verbose]);
  if (provider === "external" && redisUrl === undefined) {
    throw new UsageError("--provider external needs --redis-url", {
      hint: "Name the server, such as --redis-url redis://127.0.0.1:6379.",
    });
  }
  refuseBoth(
    [`--provider ${provider}`, provider === "process" || provider === "docker"],
    ["--redis-url", redisUrl !== undefined],
  );
  refuseBoth(
    [`--link ${options.link}`, raw["link"] !== undefined && options.link !== "toxiproxy"],
    ["--toxiproxy-url", options.toxiproxyUrl !== undefined],
  );
}

type Given = readonly [option: string, given: boolean];

function refuseBoth(one: Given, other: Given): void {
  if (!one[1] || !other[1]) return;
  throw new UsageError(`${one[0]} and ${other[0]} exclude each other`, {
    hint: `Leave out ${one[0]} or ${other[0]}.`,
  });
}
