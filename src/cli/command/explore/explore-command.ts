import { rm } from "node:fs/promises";

import { UsageError } from "../../../errors.ts";
import type { Exploration, ExplorationRequest } from "../../../explore/exploration.ts";
import { freshSeed } from "../../../random.ts";
import { planFolders } from "../../../report/files/plan-folders.ts";
import { buildExploration, explorationRecords } from "../../../report/model/build-exploration.ts";
import { buildReport, type ReportContext } from "../../../report/model/build-report.ts";
import type { RunReport } from "../../../report/model/run-report.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import { judgeLateErrors } from "../../../run/judge-late-errors.ts";
import type { RunTitle } from "../../../run/plan/run-title.ts";
import { userCommand } from "../../../user-command.ts";
import type { ReadConfig } from "../../option/configured-values.ts";
import { repeatWords } from "../../option/repeat-words.ts";
import type { Output } from "../../process/output.ts";
import { busSourceOf, loadBus } from "../catalogue.ts";
import { runLongCommand, type WorkPlace } from "../long-command.ts";
import { publishReport } from "../publish-report.ts";
import { reportContext } from "../report-context.ts";
import { choosePoints, pointFolders, runsOfExploration } from "./exploration-request.ts";
import { explorationOptions, type ExploreValues } from "./explore-options.ts";
import { openExploreProgress, type ExploreProgress } from "./explore-progress.ts";

/** Explores the points that the options choose, writes and prints the report, returns the exit code. */
export async function exploreCommand(
  values: ExploreValues,
  output: Output,
  { path, configured }: ReadConfig,
): Promise<number> {
  const { out, quiet, verbose } = values;
  const points = choosePoints(values);
  const bus = await loadBus(values.bus);
  const seed = values.seed ?? freshSeed();
  const busSource = busSourceOf(values.bus);
  const run = runsOfExploration(values, { bus, busSource, seed });
  const repeat = (changes: Partial<ExploreValues>) =>
    userCommand(
      "explore",
      ...repeatWords(explorationOptions, { ...values, seed, ...changes }, configured),
    );
  const command = repeat({});
  let exploration: Exploration | undefined;
  return await runLongCommand(
    {
      planFolder: (startedAt) =>
        planFolders({ out, scenarios: ["explore"], bus: bus.name, seed, startedAt }).command,
      title: `explore on ${oneLine(bus.name)}, seed ${seed}`,
      config: path,
      quiet,
      verbose,
      budgetMs: values.budgetMs,
      openProgress: () => openExploreProgress(output, quiet),
      work: async ({ folder, progress, signal }) => {
        const request = { ...points, run: { ...run, folder: pointFolders(folder) } };
        exploration = await exploreAll(request, { progress, signal });
        if (exploration.error !== undefined) throw exploration.error as Error;
      },
      publish: async (ended) => {
        const { folder } = ended;
        if (!exploration && ended.error instanceof UsageError) {
          // The points that were asked for do not exist, so there is nothing to report on.
          await rm(folder, { recursive: true, force: true });
          return { verdicts: [] };
        }
        const context = {
          ...reportContext(run, { ...ended, command }),
          commandOf: (title: RunTitle) => repeatPointCommand(repeat, title),
        };
        const report = reportOf(exploration, { context, isMapped: points.named.length === 0 });
        return await publishReport(report, { folder, values, output, shown: ended.error });
      },
    },
    output,
  );
}

/** Returns the command that runs the point of one run alone; the fault-free run is of no point. */
function repeatPointCommand(
  repeat: (changes: Partial<ExploreValues>) => string,
  { variant }: RunTitle,
): string | undefined {
  if (!variant.includes("/")) return undefined;
  return repeat({ points: [variant], only: undefined, budgetMs: undefined, depth: 1 });
}

/** Does not reject for an error of a single point, which is part of the result. */
async function exploreAll(
  request: ExplorationRequest,
  { progress, signal }: Omit<WorkPlace<ExploreProgress>, "folder">,
): Promise<Exploration> {
  const { explore } = await import("../../../explore/explore.ts");
  return await explore(request, progress.onEvent, signal);
}

interface ReportParts {
  readonly context: ReportContext;
  /** False for points that the user named: they are reported as runs, each in full. */
  readonly isMapped: boolean;
}

function reportOf(
  exploration: Exploration | undefined,
  { context, isMapped }: ReportParts,
): RunReport {
  if (!exploration) return buildReport([], context);
  return buildReport(judgeLateErrors(explorationRecords(exploration)), {
    ...context,
    ...(isMapped && { exploration: buildExploration(exploration) }),
  });
}
