import { judgeRun } from "./judge-run.ts";
import { historyFileOf } from "./run-folder.ts";
import type { RunRecord } from "./run-record.ts";
import { changedHistories, sealHistories } from "./strays/late-errors.ts";

/**
 * Judges those runs again whose buses failed after the run had ended. Such an error is in the history, so
 * the report says the same as a later `check`.
 */
export function judgeLateErrors<Run extends RunRecord>(records: readonly Run[]): readonly Run[] {
  sealHistories();
  const changed = changedHistories();
  return records.map((record) => {
    if (record.kind !== "judged") return record;
    const file = historyFileOf(record.directory);
    return changed.has(file) ? { ...record, judgement: judgeRun(file).judgement } : record;
  });
}
