import { nowMs } from "../clock.ts";
import type { HistoryHeader } from "../history/history-header.ts";
import type { Operation } from "../history/operation.ts";
import { openRecorder, type Recorder } from "../history/recorder.ts";
import { createCommandPurposes, type CommandPurposes } from "./watch/command-purposes.ts";
import { createCommandWatch, type CommandWatch } from "./watch/command-watch.ts";
import { createLedger, type Ledger } from "./watch/ledger.ts";
import { createRecoveryWatch, type RecoveryWatch } from "./watch/recovery-watch.ts";

/** The history of a run while it is written, and the watches that see every operation at once. */
export interface OpenHistory extends Disposable {
  readonly recorder: Recorder;
  /** The start of the run on the monotonic clock. Operations are dated from here. */
  readonly startMs: number;
  /** Returns the milliseconds since the start of the run. */
  elapsedMs(): number;
  /** Which messages are acknowledged, outstanding and handled. */
  readonly ledger: Ledger;
  /** Whether the system is steady again after a fault. */
  readonly recovery: RecoveryWatch;
  /** The commands of single roles. */
  readonly commandWatch: CommandWatch;
  /** The purposes of the commands of each role. */
  readonly commandPurposes: CommandPurposes;
}

/** Opens the history file. From here on the time of the run counts. */
export function openHistory(
  file: string,
  header: HistoryHeader,
  further: readonly ((operation: Operation) => void)[] = [],
): OpenHistory {
  const startMs = nowMs();
  const ledger = createLedger(header.guarantees.replaysFromStart);
  const recovery = createRecoveryWatch();
  const commandWatch = createCommandWatch();
  const commandPurposes = createCommandPurposes();
  const own = [ledger.watch, recovery.watch, commandWatch.watch, commandPurposes.watch];
  const watchers = [...own, ...further];
  const elapsedMs = createElapsed(startMs);
  const recorder = openRecorder({ file, header, now: elapsedMs, watchers });
  return {
    recorder,
    startMs,
    elapsedMs,
    ledger,
    recovery,
    commandWatch,
    commandPurposes,
    [Symbol.dispose]: () => recorder.close(),
  };
}

/** A closure of its own holds nothing but the start, so that who keeps it does not keep the history. */
function createElapsed(startMs: number): () => number {
  return () => nowMs() - startMs;
}
