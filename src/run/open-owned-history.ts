import type { HistoryHeader } from "../history/history-header.ts";
import type { Operation } from "../history/operation.ts";
import { openHistory, type OpenHistory } from "./open-history.ts";
import { busLogOf, historyFileOf } from "./run-folder.ts";
import { openBusLog, type BusLog } from "./strays/bus-log.ts";
import { createRunErrors, type RunErrors } from "./strays/run-errors.ts";

export interface OwnedHistory extends Disposable {
  readonly history: OpenHistory;
  readonly errors: RunErrors;
  readonly busLog: BusLog;
}

export interface OwnedHistoryOptions {
  /** The folder of the run. */
  readonly directory: string;
  readonly header: HistoryHeader;
  /** See every operation at once, besides the watches of the history itself. */
  readonly further: readonly ((operation: Operation) => void)[];
}

/**
 * Opens the history and the log of the buses. Errors of the buses that reach no caller go into the history, also
 * after it is closed.
 */
export function openOwnedHistory(
  { directory, header, further }: OwnedHistoryOptions,
  interrupted: AbortSignal,
): OwnedHistory {
  const file = historyFileOf(directory);
  const history = openHistory(file, header, further);
  const { recorder, elapsedMs } = history;
  const busLog = openBusLog({ file: busLogOf(directory), elapsedMs });
  const errors = createRunErrors({ recorder, file, header, elapsedMs, busLog, interrupted });
  return {
    history,
    errors,
    busLog,
    [Symbol.dispose]() {
      history[Symbol.dispose]();
      errors.historyClosed();
      busLog.close();
    },
  };
}
