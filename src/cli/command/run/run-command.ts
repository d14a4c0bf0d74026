import { nowMs, wallTime } from "../../../clock.ts";
import { createCommandFolder } from "../../../report/files/command-folder.ts";
import { buildReport } from "../../../report/model/build-report.ts";
import { foldersIn, planFolders } from "../../../report/model/plan-folders.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import { forbidExit } from "../../process/end-process.ts";
import { exitCodeOf } from "../../process/exit-code.ts";
import { exitCodeOfError, failureText } from "../../process/failure-text.ts";
import { reserveStandardOutput, type Output } from "../../process/output.ts";
import { createProgress } from "../../progress/progress.ts";
import { publishReport } from "../publish-report.ts";
import { repeatCommand } from "../repeat-command.ts";
import { reportContext } from "../report-context.ts";
import { dryRunJson, dryRunText } from "./dry-run.ts";
import { performRuns, type Outcome } from "./perform-runs.ts";
import { resolveRequest, type ResolvedRequest } from "./resolve-request.ts";
import type { RunOptions } from "./run-options.ts";

/** Runs what the options ask for, writes and prints the report, and returns the exit code. */
export async function runCommand(options: RunOptions, output: Output): Promise<number> {
  reserveStandardOutput();
  forbidExit();
  const request = await resolveRequest(options);
  const command = repeatCommand(options, request.seed);
  if (options.dryRun) {
    const { json } = options;
    output.data(json ? dryRunJson(request, command) : dryRunText(request, command));
    return exitCodeOf({ verdicts: ["pass"], errors: [] });
  }
  return await performAndPublish({ request, command, options, output });
}

interface Run {
  readonly request: ResolvedRequest;
  readonly command: string;
  readonly options: RunOptions;
  readonly output: Output;
}

async function performAndPublish(run: Run): Promise<number> {
  const { options, output } = run;
  const startedAt = wallTime();
  const startMs = nowMs();
  const folder = await createCommandFolder(plannedFolder(run, startedAt));
  const outcome = await perform(run, folder);
  if (outcome.error !== undefined) output.note(failureText(outcome.error, options.verbose));
  const context = { ...outcome, startedAt, durationMs: nowMs() - startMs, command: run.command };
  const report = buildReport(outcome.records, reportContext(run.request, context));
  const writeError = await publishReport(report, { folder, options, output });
  const errors = [outcome.error, writeError].filter((error) => error !== undefined);
  return exitCodeOf({
    verdicts: report.results.map(({ verdict }) => verdict),
    interruptedBy: outcome.interruptedBy,
    errors: errors.map(exitCodeOfError),
  });
}

function plannedFolder({ request, options }: Run, startedAt: string): string {
  const scenarios = scenarioNames(request);
  const { seed, bus } = request;
  return planFolders({ out: options.out, scenarios, bus: bus.name, seed, startedAt }).command;
}

async function perform({ request, options, output }: Run, folder: string): Promise<Outcome> {
  using progress = await createProgress(output, options.quiet);
  if (!options.quiet) {
    const names = scenarioNames(request).join(", ");
    progress.say(
      `chaos: ${names} on ${oneLine(request.bus.name)}, seed ${request.seed}, ${folder}`,
    );
  }
  return await performRuns({ ...request, folder: foldersIn(folder).run }, progress);
}

function scenarioNames({ scenarios }: ResolvedRequest): string[] {
  return scenarios.map(({ scenario }) => scenario.name);
}
