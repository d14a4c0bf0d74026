import { nowMs, wallTime } from "../../clock.ts";
import type { Verdict } from "../../judging/finding/finding.ts";
import { createCommandFolder } from "../../report/files/command-folder.ts";
import { oneLine } from "../../report/text/plain-text.ts";
import { exitCodeOf } from "../process/exit-code.ts";
import { exitCodeOfError, failureText } from "../process/failure-text.ts";
import type { Output } from "../process/output.ts";
import { runUntilInterrupted, type WorkEnd } from "../process/run-until-interrupted.ts";
import type { Progress } from "../progress/progress.ts";

/** The steps of a command that works with Redis for seconds or minutes: run, explore, selftest, bench. */
export interface LongCommand<Shown extends Progress> {
  /** Names the folder for all that the command writes. It is created before the work begins. */
  readonly planFolder: (startedAt: string) => string;
  /** The beginning of the first line: `restart on streams, seed 42`. */
  readonly title: string;
  /** The path of the configuration that gave values to the command. */
  readonly config?: string | undefined;
  readonly quiet: boolean;
  /** True if errors are printed with their stacks. */
  readonly verbose: boolean;
  readonly openProgress: () => Shown | Promise<Shown>;
  /** The time after which the command is to end, if it has such a limit. */
  readonly budgetMs?: number | undefined;
  /** Does the work, and keeps each result as it comes, so that an early end loses none. */
  readonly work: (place: WorkPlace<Shown>) => Promise<void>;
  /** Writes and prints the results that there are, and marks an interruption in them. */
  readonly publish: (ended: EndedWork) => Promise<Published>;
}

/** The surroundings that the work gets. */
export interface WorkPlace<Shown extends Progress> {
  readonly folder: string;
  readonly progress: Shown;
  /** Aborted when a signal or an uncaught error ends the command. */
  readonly signal: AbortSignal;
}

/** How the work ended, for the report. */
export interface EndedWork extends WorkEnd {
  readonly folder: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
}

/** The result of publishing, for the exit code. */
export interface Published {
  readonly verdicts: readonly Verdict[];
  /** Exit codes of the troubles of the environment that the report names. */
  readonly errors?: readonly number[];
  /** The error that kept a report from being written, already printed. */
  readonly writeError?: unknown;
}

/**
 * Runs the steps in their order and returns the exit code. All long commands have the same frame: a
 * folder of their own, Ctrl-C and SIGTERM that end the work but not the report, and one rule for the
 * exit code.
 */
export async function runLongCommand<Shown extends Progress>(
  command: LongCommand<Shown>,
  output: Output,
): Promise<number> {
  const startedAt = wallTime();
  const startMs = nowMs();
  const folder = await createCommandFolder(command.planFolder(startedAt));
  const end = await doWork(command, folder);
  if (end.error !== undefined) output.note(failureText(end.error, command.verbose));
  const ended = { ...end, folder, startedAt, durationMs: nowMs() - startMs };
  const { verdicts, errors: troubles = [], writeError } = await command.publish(ended);
  const errors = [end.error, writeError].filter((error) => error !== undefined);
  return exitCodeOf({
    verdicts,
    interruptedBy: end.interruptedBy,
    errors: [...troubles, ...errors.map(exitCodeOfError)],
  });
}

async function doWork<Shown extends Progress>(
  { title, config, quiet, openProgress, work, budgetMs }: LongCommand<Shown>,
  folder: string,
): Promise<WorkEnd> {
  using progress = await openProgress();
  const origin = config === undefined ? "" : `, config ${oneLine(config)}`;
  if (!quiet) progress.say(`chaos: ${title}${origin}, ${folder}`);
  return await runUntilInterrupted(
    async (signal) => await work({ folder, progress, signal }),
    progress.say,
    { budgetMs },
  );
}
