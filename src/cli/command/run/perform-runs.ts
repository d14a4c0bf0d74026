import type { RunRequest } from "../../../run/plan/run-request.ts";
import type { RunRecord } from "../../../run/run-record.ts";
import { attended, type Attended } from "../../process/attended.ts";
import type { Progress } from "../../progress/progress.ts";

/** What came of a request: the runs that ended, and what kept the others from it. */
export interface Outcome extends Attended {
  readonly records: readonly RunRecord[];
}

/** Runs the request and attends to interruptions and stray errors. Never rejects. */
export async function performRuns(request: RunRequest, progress: Progress): Promise<Outcome> {
  const records: RunRecord[] = [];
  const ended = await attended(
    (signal) => collectRecords(request, progress, { records, signal }),
    progress.say,
  );
  const inOrder = records.toSorted((one, other) => one.title.position - other.title.position);
  return { records: inOrder, ...ended };
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
  const { runScenarios } = await import("../../../run/run-scenarios.ts");
  const onEvent: Parameters<typeof runScenarios>[1] = (event) => {
    if (event.kind === "scenario-ended") records.push(event.record);
    progress.onEvent(event);
  };
  await runScenarios(request, onEvent, signal);
}
