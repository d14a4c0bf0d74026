import { closeSync, openSync, writeSync } from "node:fs";

import type { EnvironmentError } from "../errors.ts";
import { writeError } from "../write-error.ts";
import type { HistoryHeader } from "./history-header.ts";
import type { Operation, OperationDraft } from "./operation.ts";

export interface RecorderOptions {
  /** Created, or emptied if it exists. */
  readonly file: string;
  readonly header: HistoryHeader;
  /** Milliseconds since the run began, on the monotonic clock. */
  readonly now: () => number;
  /** Each is called with every operation at once, before the operation is on disk. */
  readonly watchers?: readonly ((operation: Operation) => void)[];
}

/**
 * Appends operations to the history file of a run and keeps none of them in memory. An operation reaches
 * the operating system within 20 ms or 64 KiB, so a harness that is killed loses no more than that.
 */
export interface Recorder {
  /**
   * Returns the index of the operation. If the file cannot be written, the first call after that throws
   * an `EnvironmentError`, and from then on nothing is recorded.
   */
  record(draft: OperationDraft): number;
  /** How many operations were recorded. */
  readonly count: number;
  /** Why recording stopped, if it did. */
  readonly failure: EnvironmentError | undefined;
  flush(): void;
  /** Safe to call twice. */
  close(): void;
}

const flushIntervalMs = 20;
const flushChars = 64 * 1024;
const microsecondsPerMs = 1000;

/** Creates the file and writes the header. Raises an EnvironmentError if it cannot. */
export function openRecorder({ file, header, now, watchers = [] }: RecorderOptions): Recorder {
  const sink = openSink(file);
  sink.write(JSON.stringify(header));
  sink.flush();
  let count = 0;

  return {
    record(draft) {
      if (sink.stopped()) return count;
      const index = count;
      const timeMs = toMicroseconds(now());
      const operation = { index, timeMs, ...draft };
      const line = JSON.stringify(operation);
      // The count grows after the line exists: an operation that JSON cannot express must leave no gap.
      count++;
      sink.write(line);
      for (const watch of watchers) watch(operation);
      return index;
    },
    get count() {
      return count;
    },
    get failure() {
      return sink.failure();
    },
    flush: sink.flush,
    close: sink.close,
  };
}

/** Rounds a time to microseconds, as histories hold it. Rounding keeps the order of any two times. */
export function toMicroseconds(ms: number): number {
  return Math.round(ms * microsecondsPerMs) / microsecondsPerMs;
}

interface Sink {
  write(line: string): void;
  flush(): void;
  close(): void;
  failure(): EnvironmentError | undefined;
  /** True once nothing can be written any more. The first call after a failure throws it. */
  stopped(): boolean;
}

function openSink(file: string): Sink {
  let descriptor: number | undefined = openForAppend(file);
  let buffered = "";
  let timer: NodeJS.Timeout | undefined;
  let failure: EnvironmentError | undefined;
  let raised = false;

  function raiseOnce(): void {
    if (!failure || raised) return;
    raised = true;
    throw failure;
  }

  function writeOut(): void {
    clearTimeout(timer);
    timer = undefined;
    if (buffered === "" || failure || descriptor === undefined) return;
    const bytes = Buffer.from(buffered);
    buffered = "";
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    } catch (error) {
      failure = writeError(file, error);
      closeSync(descriptor);
      descriptor = undefined;
    }
  }

  function flush(): void {
    writeOut();
    raiseOnce();
  }

  return {
    write(line) {
      buffered += line;
      buffered += "\n";
      if (buffered.length >= flushChars) flush();
      else timer ??= setTimeout(writeOut, flushIntervalMs);
    },
    flush,
    close() {
      writeOut();
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
      raiseOnce();
    },
    failure: () => failure,
    stopped() {
      raiseOnce();
      return failure !== undefined || descriptor === undefined;
    },
  };
}

function openForAppend(file: string): number {
  try {
    return openSync(file, "w");
  } catch (error) {
    throw writeError(file, error);
  }
}
