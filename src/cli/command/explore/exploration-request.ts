import { join } from "node:path";

import { UsageError } from "../../../errors.ts";
import type { ExplorationRequest } from "../../../explore/exploration.ts";
import { connectionActs, secondActs as standardActs } from "../../../explore/faults-at-command.ts";
import { parseToken } from "../../../explore/token.ts";
import { actText, parseAct } from "../../../faults/command/command-acts.ts";
import type { CommandAct } from "../../../link/contract/command-point.ts";
import { pointFolder } from "../../../report/files/plan-folders.ts";
import type { RunRequest } from "../../../run/plan/run-request.ts";
import { pickValues, withoutUndefined } from "../../option/option.ts";
import { chosenProvider, redisServerOptions } from "../../option/shared-options.ts";
import type { ExploreValues } from "./explore-options.ts";

/**
 * The default limit of the recovery, for each fault in a run. A run without a fault takes 0.2 s, and the
 * streams bus notices a half-open connection after 2 s.
 */
const recoveryLimitMsPerFault = 5_000;

/** The points that the options choose, and what happens at them. */
export type ChosenPoints = Omit<ExplorationRequest, "run">;

/** @throws UsageError for a token or an act that does not exist. */
export function choosePoints(values: ExploreValues): ChosenPoints {
  const { points, only, handshakes, depth, secondActs, budgetMs, jobs } = values;
  return {
    named: points.map(parseToken),
    ...(only !== undefined && { only }),
    handshakes,
    depth: depth === 2 ? 2 : 1,
    secondActs: secondActs.length === 0 ? standardActs : secondActs.map(readAct),
    ...(budgetMs !== undefined && { budgetMs }),
    jobs,
  };
}

function readAct(text: string): CommandAct {
  const act = parseAct(text);
  // The error replies that a command can give are known only for commands of the fault-free run.
  if (act && act.kind !== "error") return act;
  throw new UsageError(`--second-act cannot be "${text}"`, {
    hint: `Use one of ${connectionActs.map(actText).join(", ")}; a delay may have any number of milliseconds.`,
  });
}

/** Returns the settings of the runs of an exploration, which always use the embedded link. */
export function runsOfExploration(
  values: ExploreValues,
  { bus, busSource, seed }: Pick<RunRequest, "bus" | "busSource" | "seed">,
): Omit<ExplorationRequest["run"], "folder"> {
  const { allowRemote, depth, isolate, recoveryLimitMs } = values;
  return {
    scenarios: [],
    bus,
    ...(busSource !== undefined && { busSource }),
    isolate,
    seed,
    repeat: 1,
    untilFail: false,
    provider: chosenProvider(values),
    ...withoutUndefined(pickValues(redisServerOptions, values)),
    allowRemote,
    link: "embedded",
    recoveryLimitMs: recoveryLimitMs ?? recoveryLimitMsPerFault * depth,
  };
}

/** Returns a function that gives each run its folder inside `folder`. */
export function pointFolders(folder: string): ExplorationRequest["run"]["folder"] {
  return ({ variant, repetition }) => join(folder, pointFolder(variant, repetition));
}
