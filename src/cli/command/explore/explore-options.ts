import { bounds } from "../../../config/bounds.ts";
import { UsageError } from "../../../errors.ts";
import { secondActs } from "../../../explore/faults-at-command.ts";
import { actText } from "../../../faults/command/command-acts.ts";
import { optionList, type ValuesOf } from "../../option/option.ts";
import {
  busOption,
  checkRedisOptions,
  checkReportOptions,
  configOption,
  isolateOption,
  linkOption,
  redisOptions,
  reportOptions,
  seedOption,
} from "../../option/shared-options.ts";

/** The options that decide what is explored. The command that repeats an exploration names them. */
export const explorationOptions = optionList({
  ...configOption,
  ...busOption,
  seed: { ...seedOption.seed, help: "the order of the points" },
  points: {
    name: "point",
    kind: "list",
    help: "run only the point with this token, and report it in full; may be repeated",
  },
  only: {
    name: "only",
    kind: "text",
    help: "only points whose token matches, such as 'XADD*before-reply'",
  },
  handshakes: {
    name: "handshakes",
    kind: "flag",
    help: "also the commands that set a connection up",
  },
  depth: {
    name: "depth",
    kind: "count",
    from: 1,
    to: 2,
    default: 1,
    help: "2: with a second fault on the way back from the first",
  },
  secondActs: {
    name: "second-act",
    kind: "list",
    defaultText: secondActs.map(actText).join(", "),
    help: "the act of the second fault; may be repeated",
  },
  budgetMs: {
    name: "budget",
    kind: "duration",
    from: 1,
    to: 86_400_000,
    help: "start no point after this time, such as 60s",
  },
  jobs: {
    name: "jobs",
    kind: "count",
    from: 1,
    to: 512,
    // Most runs wait: a third of them for a bus to notice that its connection is dead.
    default: 64,
    help: "runs at once",
  },
  ...isolateOption,
  ...redisOptions,
  link: { ...linkOption.link, help: "embedded; no other link knows commands" },
  recoveryLimitMs: {
    name: "recovery-within",
    kind: "duration",
    ...bounds.recoveryLimitMs,
    defaultText: "5s; 10s with --depth 2",
    help: "limit of the recovery of each run, such as 5s",
  },
});

export const exploreOptions = optionList({ ...explorationOptions, ...reportOptions });

export type ExploreValues = ValuesOf<typeof exploreOptions>;

/** @throws UsageError for options that contradict each other. */
export function checkExploreOptions(values: ExploreValues): void {
  checkLink(values);
  checkPoints(values);
  checkRedisOptions(values);
  checkReportOptions(values);
}

/** The option exists only to say why there is no choice. */
function checkLink({ link }: ExploreValues): void {
  if (link !== "toxiproxy") return;
  throw new UsageError("the toxiproxy link cannot lay faults at single commands", {
    hint: "It passes bytes on and knows no commands. Leave out --link: explore uses the embedded one.",
  });
}

function checkPoints({ points, only, budgetMs, depth }: ExploreValues): void {
  const given: [option: string, given: boolean][] = [
    ["--only", only !== undefined],
    ["--budget", budgetMs !== undefined],
    ["--depth", depth === 2],
  ];
  const other = given.find(([, isGiven]) => isGiven);
  if (points.length === 0 || other === undefined) return;
  throw new UsageError(`--point and ${other[0]} exclude each other`, {
    hint: "A --point is run as it is; leave out one of them.",
  });
}
