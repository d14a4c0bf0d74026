import { UsageError } from "../../../errors.ts";
import type { RunRequest } from "../../../run/plan/run-request.ts";
import { userCommand } from "../../../user-command.ts";
import {
  readRedisOptions,
  readReportOptions,
  refuseBoth,
  sharedDefaults,
  sharedLimits,
  type RawOptions,
  type RedisOptions,
  type ReportOptions,
} from "../../option/shared-options.ts";
import {
  choice,
  duration,
  flag,
  textValue,
  textValues,
  url,
  wholeNumber,
} from "../../option/values.ts";

/** The options of `chaos run`, checked. Names of scenarios, variants and buses are still only names. */
export interface RunOptions extends RedisOptions, ReportOptions {
  readonly scenarios: readonly string[];
  readonly all: boolean;
  readonly variants: readonly string[];
  readonly thorough: boolean;
  readonly bus: string;
  readonly seed: number | undefined;
  readonly link: RunRequest["link"];
  readonly toxiproxyUrl: string | undefined;
  readonly messages: number | undefined;
  readonly ratePerSecond: number | undefined;
  readonly subscribers: number | undefined;
  readonly recoveryLimitMs: number;
  readonly repeat: number;
  readonly untilFail: boolean;
  readonly dryRun: boolean;
}

export const runDefaults = {
  ...sharedDefaults,
  recoveryLimitMs: 30_000,
  repeat: 1,
  repeatUntilFail: 100,
} as const;

export const linkNames = ["auto", "embedded", "toxiproxy"] as const;

const limits = {
  ...sharedLimits,
  messages: { from: 1, to: 10_000_000 },
  rate: { from: 1, to: 100_000 },
  subscribers: { from: 1, to: 1_000 },
  repeat: { from: 1, to: 10_000 },
} as const;

/** @throws UsageError for a bad value or for options that contradict each other. */
export function readRunOptions(raw: RawOptions): RunOptions {
  const options = {
    ...readChoice(raw),
    ...readRedisOptions(raw),
    ...readLink(raw),
    ...readLoad(raw),
    ...readReportOptions(raw),
    dryRun: flag("--dry-run", raw["dry-run"]),
  };
  refuseConflicts(options, raw);
  return options;
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

function readLink(raw: RawOptions) {
  const toxiproxyUrl = url("--toxiproxy-url", raw["toxiproxy-url"], ["http", "https"]);
  const defaultLink = toxiproxyUrl === undefined ? "auto" : "toxiproxy";
  return {
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

function refuseConflicts(options: RunOptions, raw: RawOptions): void {
  if (options.scenarios.length === 0 && !options.all) {
    throw new UsageError("name a scenario with --scenario, or run --all", {
      hint: `\`${userCommand("list")}\` shows the scenarios and their variants.`,
    });
  }
  refuseBoth(["--scenario", options.scenarios.length > 0], ["--all", options.all]);
  refuseBoth(["--variant", options.variants.length > 0], ["--thorough", options.thorough]);
  refuseBoth(
    [`--link ${options.link}`, raw["link"] !== undefined && options.link !== "toxiproxy"],
    ["--toxiproxy-url", options.toxiproxyUrl !== undefined],
  );
}
