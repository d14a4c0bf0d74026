import { rm } from "node:fs/promises";
import { join } from "node:path";

import { nowMs, wallTime } from "../../../clock.ts";
import { UsageError } from "../../../errors.ts";
import type { Exploration, ExplorationRequest } from "../../../explore/exploration.ts";
import { secondActs as standardActs } from "../../../explore/faults-at-command.ts";
import { formatToken } from "../../../explore/token.ts";
import { actText } from "../../../faults/command/command-acts.ts";
import { freshSeed } from "../../../random.ts";
import { createCommandFolder } from "../../../report/files/command-folder.ts";
import { buildExploration, explorationRecords } from "../../../report/model/build-exploration.ts";
import { buildReport } from "../../../report/model/build-report.ts";
import { planFolders, pointFolder } from "../../../report/model/plan-folders.ts";
import type { RunReport } from "../../../report/model/run-report.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import { userCommand } from "../../../user-command.ts";
import { attended, type Attended } from "../../process/attended.ts";
import { forbidExit } from "../../process/end-process.ts";
import { exitCodeOf } from "../../process/exit-code.ts";
import { exitCodeOfError, failureText } from "../../process/failure-text.ts";
import { reserveStandardOutput, type Output } from "../../process/output.ts";
import { loadBus } from "../catalogue.ts";
import { publishReport } from "../publish-report.ts";
import { flagWords, redisValues, valueWords } from "../repeat-command.ts";
import { reportContext } from "../report-context.ts";
import { exploreDefaults, standardRecoveryMs } from "./explore-defaults.ts";
import type { ExploreOptions } from "./explore-options.ts";
import { createExploreProgress } from "./explore-progress.ts";

/** Explores what the options ask for, writes and prints the report, and returns the exit code. */
export async function exploreCommand(options: ExploreOptions, output: Output): Promise<number> {
  reserveStandardOutput();
  forbidExit();
  const startedAt = wallTime();
  const startMs = nowMs();
  const bus = await loadBus(options.bus);
  const seed = options.seed ?? freshSeed();
  const planned = planFolders({
    out: options.out,
    scenarios: ["explore"],
    bus: bus.name,
    seed,
    startedAt,
  });
  const folder = await createCommandFolder(planned.command);
  const request = requestOf(options, { bus, seed, folder });
  const explored = await perform(request, options, output);
  if (!explored.exploration && explored.error instanceof UsageError) {
    // What was asked for does not exist, so there is nothing to report on.
    await rm(folder, { recursive: true, force: true });
    throw explored.error;
  }
  if (explored.error !== undefined) output.note(failureText(explored.error, options.verbose));
  const report = reportOf(explored, {
    request,
    startedAt,
    durationMs: nowMs() - startMs,
    command: repeatCommand(options, seed),
  });
  const writeError = await publishReport(report, { folder, options, output });
  const errors = [explored.error, writeError].filter((error) => error !== undefined);
  return exitCodeOf({
    verdicts: [report.verdict],
    interruptedBy: explored.interruptedBy,
    errors: errors.map(exitCodeOfError),
  });
}

function requestOf(
  options: ExploreOptions,
  { bus, seed, folder }: Pick<ExplorationRequest["run"], "bus" | "seed"> & { folder: string },
): ExplorationRequest {
  const { provider, redisUrl, allowRemote, recoveryLimitMs } = options;
  return {
    ...options,
    run: {
      scenarios: [],
      bus,
      seed,
      repeat: 1,
      untilFail: false,
      provider,
      ...(redisUrl !== undefined && { redisUrl }),
      allowRemote,
      link: "embedded",
      recoveryLimitMs,
      folder: ({ variant, repetition }) => join(folder, pointFolder(variant, repetition)),
    },
  };
}

interface Explored extends Attended {
  /** None if it could not begin. */
  readonly exploration: Exploration | undefined;
}

async function perform(
  request: ExplorationRequest,
  { quiet }: ExploreOptions,
  output: Output,
): Promise<Explored> {
  const say = quiet ? () => {} : output.note;
  const { bus, seed } = request.run;
  say(`chaos: explore on ${oneLine(bus.name)}, seed ${seed}`);
  using progress = createExploreProgress(say);
  let exploration: Exploration | undefined;
  const ended = await attended(async (signal) => {
    const { explore } = await import("../../../explore/explore.ts");
    exploration = await explore(request, progress.onEvent, signal);
  }, output.note);
  return { exploration, ...ended, error: ended.error ?? exploration?.error };
}

interface Circumstances {
  readonly request: ExplorationRequest;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly command: string;
}

function reportOf(explored: Explored, { request, ...context }: Circumstances): RunReport {
  const { exploration } = explored;
  // Points that were named are runs like any other, each told in full.
  const mapped = exploration && request.named.length === 0 ? exploration : undefined;
  return buildReport(exploration ? explorationRecords(exploration) : [], {
    ...reportContext(request.run, { ...explored, ...context }),
    ...(mapped && { exploration: buildExploration(mapped) }),
  });
}

/** The exact command that repeats the exploration; a password in a URL is masked. */
function repeatCommand(options: ExploreOptions, seed: number): string {
  const { recoveryLimitMs, budgetMs, named, only, depth, jobs, secondActs } = options;
  const acts = secondActs === standardActs ? [] : secondActs;
  return [
    userCommand("explore"),
    ...valueWords([
      ["--bus", options.bus],
      ["--seed", seed],
      ...redisValues(options),
      ["--recovery-within", `${recoveryLimitMs}ms`, `${standardRecoveryMs(depth)}ms`],
      ...named.map((faults) => ["--point", formatToken(faults)] as const),
      ["--only", only],
      ["--depth", depth, 1],
      ...acts.map((act) => ["--second-act", actText(act)] as const),
      ["--budget", budgetMs && `${budgetMs}ms`],
      ["--jobs", jobs, exploreDefaults.jobs],
    ]),
    ...flagWords({ "--handshakes": options.handshakes, "--allow-remote": options.allowRemote }),
  ].join(" ");
}
