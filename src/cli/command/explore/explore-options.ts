import { UsageError } from "../../../errors.ts";
import type { ExplorationRequest } from "../../../explore/exploration.ts";
import { connectionActs, secondActs } from "../../../explore/faults-at-command.ts";
import { parseToken } from "../../../explore/token.ts";
import { actText, parseAct } from "../../../faults/command/command-acts.ts";
import type { CommandAct } from "../../../link/contract/command-point.ts";
import {
  readRedisOptions,
  readReportOptions,
  sharedDefaults,
  sharedLimits,
  type RawOptions,
  type RedisOptions,
  type ReportOptions,
} from "../../option/shared-options.ts";
import { choice, duration, flag, textValue, textValues, wholeNumber } from "../../option/values.ts";
import { linkNames } from "../run/run-options.ts";
import { exploreDefaults, standardRecoveryMs } from "./explore-defaults.ts";

type Chosen = Omit<ExplorationRequest, "run">;

/** The options of `chaos explore`, checked. The bus is still only a name. */
export interface ExploreOptions extends Chosen, RedisOptions, ReportOptions {
  readonly bus: string;
  readonly seed: number | undefined;
  readonly recoveryLimitMs: number;
}

const limits = {
  ...sharedLimits,
  depth: { from: 1, to: 2 },
  jobs: { from: 1, to: 512 },
  budgetMs: { from: 1, to: 86_400_000 },
} as const;

/** @throws UsageError for a bad value or for options that contradict each other. */
export function readExploreOptions(raw: RawOptions): ExploreOptions {
  refuseOtherLinks(raw);
  const points = readPoints(raw);
  refuseConflicts(points);
  const recovery = duration("--recovery-within", raw["recovery-within"], limits.recoveryMs);
  return {
    ...points,
    ...readRedisOptions(raw),
    ...readReportOptions(raw),
    bus: textValue("--bus", raw["bus"]) ?? sharedDefaults.bus,
    seed: wholeNumber("--seed", raw["seed"], limits.seed),
    recoveryLimitMs: recovery ?? standardRecoveryMs(points.depth),
  };
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
  } as const;
}

function readAct(text: string): CommandAct {
  const act = parseAct(text);
  // Which errors a command can give is known of those without any fault alone.
  if (act && act.kind !== "error") return act;
  throw new UsageError(`--second-act cannot be "${text}"`, {
    hint: `Use one of ${connectionActs.map(actText).join(", ")}; a delay may have any number of milliseconds.`,
  });
}

/** The option is there to say why it has no choice. */
function refuseOtherLinks(raw: RawOptions): void {
  const link = choice("--link", raw["link"], linkNames) ?? "embedded";
  if (link !== "toxiproxy") return;
  throw new UsageError("the toxiproxy link cannot lay faults at single commands", {
    hint: "It passes bytes on and knows no commands. Leave out --link: explore uses the embedded one.",
  });
}

function refuseConflicts({ named, only, budgetMs, depth }: ReturnType<typeof readPoints>): void {
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
