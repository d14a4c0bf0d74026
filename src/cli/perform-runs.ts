import { EnvironmentError, errorText } from "../errors.ts";
import type { RunRecord } from "../run/run-record.ts";
import type { RunRequest } from "../run/run-request.ts";
import { onStrayError } from "../run/stray-errors.ts";
import { endProcess } from "./end-process.ts";
import { watchInterruption } from "./interruption.ts";
import type { Progress } from "./progress.ts";

/** What came of a request: the runs that ended, and what kept the others from it. */
export interface Outcome {
  readonly records: readonly RunRecord[];
  /** 130 or 143 if it was interrupted. */
  readonly interruptedBy: number | undefined;
  /** What ended it early, an interruption aside. */
  readonly error: unknown;
}

/** After an interruption, healing faults and stopping servers may take this long. */
const cleanUpLimitMs = 10_000;

/** Runs the request and attends to interruptions and stray errors. Never rejects. */
export async function performRuns(request: RunRequest, progress: Progress): Promise<Outcome> {
  using interruption = watchInterruption({
    say: progress.say,
    forceExit: endProcess,
  });
  const { signal } = interruption;
  const records: RunRecord[] = [];
  let error: unknown;
  const endRuns = (stray: unknown): boolean => {
    progress.say(`an error that nobody caught ends the run: ${errorText(stray)}`);
    error ??= stray;
    interruption.abort(stray);
    return true;
  };
  const stopListening = onStrayError(endRuns, { lastResort: true });
  try {
    await orGiveUp(collectRecords(request, progress, { records, signal }), signal);
  } catch (thrown) {
    if (!isAbort(thrown, signal)) error ??= thrown;
  } finally {
    stopListening();
  }
  const inOrder = records.toSorted((one, other) => one.title.position - other.title.position);
  return { records: inOrder, interruptedBy: interruption.exitCode(), error };
}

interface Collection {
  readonly records: RunRecord[];
  readonly signal: AbortSignal;
}

/** Keeps the record of each run as it ends, so that an error in a later one loses nothing. */
async function collectRecords(
  request: RunRequest,
  progress: Progress,
  { records, signal }: Collection,
): Promise<void> {
  const { runScenarios } = await import("../run/run-scenarios.ts");
  const onEvent: Parameters<typeof runScenarios>[1] = (event) => {
    if (event.kind === "scenario-ended") records.push(event.record);
    progress.onEvent(event);
  };
  await runScenarios(request, onEvent, signal);
}

/** Waits for the work, but no longer than the clean-up limit after the signal is aborted. */
async function orGiveUp(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void =>
      reject(
        new EnvironmentError(`cleaning up took longer than ${cleanUpLimitMs} ms`, {
          hint: "`chaos doctor --clean` removes what was left behind.",
        }),
      );
    signal.addEventListener("abort", () => void (timer = setTimeout(giveUp, cleanUpLimitMs)));
  });
  try {
    await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a rejection only says that the run was told to end. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  return error === signal.reason || (error instanceof Error && error.cause === signal.reason);
}
