import { UsageError } from "../errors.ts";
import type { ExplorationRequest } from "../explore/exploration.ts";
import { secondActs } from "../explore/fault-catalogue.ts";
import { parseAct, parseToken } from "../explore/token.ts";
import type { CommandAct } from "../fixtures/link/command-point.ts";
import type { RunRequest } from "../run/run-request.ts";
import { exploreDefaults, standardRecoveryMs } from "./explore-defaults.ts";
import { linkNames, providerNames, runDefaults, type RawOptions } from "./run-options.ts";
import { choice, duration, flag, textValue, textValues, url, wholeNumber } from "./values.ts";

type Chosen = Omit<ExplorationRequest, "run">;

/** The options of `chaos explore`, checked. The bus is still only a name. */
export interface ExploreOptions extends Chosen {
  readonly bus: string;
  readonly seed: number | undefined;
  readonly provider: RunRequest["provider"];
  readonly redisUrl: string | undefined;
  readonly allowRemote: boolean;
  readonly recoveryLimitMs: number;
  readonly out: string;
  readonly json: boolean;
  readonly junit: string | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

const limits = {
  seed: { from: 0, to: Number.MAX_SAFE_INTEGER },
  depth: { from: 1, to: 2 },
  jobs: { from: 1, to: 512 },
  recoveryMs: { from: 1, to: 3_600_000 },
  budgetMs: { from: 1, to: 86_400_000 },
} as const;

/** @throws UsageError for a bad value or for options that contradict each other. */
export function readExploreOptions(raw: RawOptions): ExploreOptions {
  refuseOtherLinks(raw);
  const points = readPoints(raw);
  const options = { ...points, ...readGround(raw, points.depth), ...readOutput(raw) };
  refuseConflicts(options);
  return options;
}

function readPoints(raw: RawOptions) {
  const only = textValue("--only", raw["only"]);
  const budgetMs = duration("--budget", raw["budget"], limits.budgetMs);
  const acts = textValues("--second-act", raw["second-act"]).map(readAct);
  return {
    named: textValues("--point", raw["point"]).map(parseToken),
    ...(only !== undefined && { only }),
    handshakes: flag("--handshakes", raw["handshakes"]),
    depth: wholeNumber("--depth", raw["depth"], limits.depth) === 2 ? 2 : 1,
    secondActs: acts.length === 0 ? secondActs : acts,
    ...(budgetMs !== undefined && { budgetMs }),
    jobs: wholeNumber("--jobs", raw["jobs"], limits.jobs) ?? exploreDefaults.jobs,
    seed: wholeNumber("--seed", raw["seed"], limits.seed),
  } as const;
}

function readAct(text: string): CommandAct {
  const act = parseAct(text);
  // Which errors a command can give is known of those without any fault alone.
  if (act && act.kind !== "error") return act;
  throw new UsageError(`--second-act cannot be "${text}"`, {
    hint: "It is fin, rst, blackhole, stall or such as delay-100.",
  });
}

function readGround(raw: RawOptions, depth: number) {
  const redisUrl = url("--redis-url", raw["redis-url"], ["redis", "rediss"]);
  const provider = choice("--provider", raw["provider"], providerNames) ?? "auto";
  const recovery = duration("--recovery-within", raw["recovery-within"], limits.recoveryMs);
  return {
    bus: textValue("--bus", raw["bus"]) ?? runDefaults.bus,
    provider,
    redisUrl,
    allowRemote: flag("--allow-remote", raw["allow-remote"]),
    recoveryLimitMs: recovery ?? standardRecoveryMs(depth),
  } as const;
}

function readOutput(raw: RawOptions) {
  return {
    out: textValue("--out", raw["out"]) ?? runDefaults.out,
    json: flag("--json", raw["json"]),
    junit: textValue("--junit", raw["junit"]),
    quiet: flag("--quiet", raw["quiet"]),
    verbose: flag("--verbose", raw["verbose"]),
  };
}

/** The option is there to say why it has no choice. */
function refuseOtherLinks(raw: RawOptions): void {
  const link = choice("--link", raw["link"], linkNames) ?? "embedded";
  if (link !== "toxiproxy") return;
  throw new UsageError("the toxiproxy link cannot lay faults at single commands", {
    hint: "It passes bytes on and knows no commands. Leave out --link: explore uses the embedded one.",
  });
}

function refuseConflicts(options: ReturnType<typeof readPoints> & ReturnType<typeof readGround>) {
  const { named, only, budgetMs, depth } = options;
  const given: [option: string, given: boolean][] = [
    ["--only", only !== undefined],
    ["--budget", budgetMs !== undefined],
    ["--depth", depth === 2],
  ];
  const other = given.find(([, isGiven]) => isGiven);
  if (named.length === 0 || other === undefined) return;
  throw new UsageError(`--point and ${other[0]} exclude each other`, {
    hint: "A --point is run as it is; leave out one of them.",
  });
}
