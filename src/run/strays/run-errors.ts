import type { HistoryHeader } from "../../history/history-header.ts";
import type { OperationDraft } from "../../history/operation.ts";
import { toMicroseconds, type Recorder } from "../../history/recorder.ts";
import type { BusLog } from "./bus-log.ts";
import type { CaughtError } from "./caught-error.ts";
import { openLateErrors, type LateErrors } from "./late-errors.ts";
import { callFor, type RunOwner } from "./stray-errors.ts";

/** The errors of the buses of one run that reach no caller. */
export interface RunErrors {
  /**
   * Makes a call on the bus of a role. Its errors that reach no caller are recorded in this run.
   *
   * @param isOver returns true once they count no more. By default they always count.
   */
  callBus<Result>(role: string, call: () => Result, isOver?: () => boolean): Result;
  /** Records an error of a role that reached no caller. */
  takeError(error: CaughtError, role: string): void;
  /** From now on the errors of this role came after its bus had closed. */
  busClosed(role: string): void;
  /** Aborted when a bus of this run calls `process.exit`, or ends its process in another way. */
  readonly exited: AbortSignal;
  /** From now on errors are appended to the history file, which the recorder has closed. */
  historyClosed(): void;
}

export interface RunErrorsOptions {
  readonly recorder: Pick<Recorder, "record" | "count" | "failure">;
  readonly file: string;
  /** The first line of the file. */
  readonly header: HistoryHeader;
  /** Returns the milliseconds since the start of the run. */
  readonly elapsedMs: () => number;
  readonly busLog: Pick<BusLog, "print">;
  /** Nothing is recorded after it is aborted: an interrupted run closes its links under open buses. */
  readonly interrupted: AbortSignal;
}

/** An error that repeats is recorded each time, and its stack only the first times. */
const stacksOfEach = 3;
const differentStacks = 100;

/** The owner of the last run that wrote a history file. */
const latestOwners = new Map<string, RunOwner>();

export function createRunErrors(options: RunErrorsOptions): RunErrors {
  const { file, header, elapsedMs, busLog, interrupted } = options;
  /** Let go when the history closes: `latestOwners` keeps this closure as long as the process lives. */
  let recorder: RunErrorsOptions["recorder"] | undefined = options.recorder;
  const exit = new AbortController();
  const closed = new Set<string>();
  const stacks = new Map<string, number>();
  let late: LateErrors | undefined;

  function isStackNeeded(text: string): boolean {
    const count = stacks.get(text) ?? 0;
    if (count >= stacksOfEach || (count === 0 && stacks.size >= differentStacks)) return false;
    stacks.set(text, count + 1);
    return true;
  }

  function draftOf({ origin, text, stack }: CaughtError, role: string) {
    return {
      kind: "stray-error",
      type: "info",
      process: role,
      error: text,
      origin,
      ...(closed.has(role) && { afterClose: true }),
      ...(stack.length > 0 && isStackNeeded(`${role} ${origin} ${text}`) && { stack }),
    } as const satisfies OperationDraft;
  }

  function takeError(error: CaughtError, role: string): void {
    // After an exit a service would do nothing more.
    if (interrupted.aborted || exit.signal.aborted || recorder?.failure) return;
    const owner = latestOwners.get(file);
    // An exploration repeats a point in the same folder. The error still belongs to this point.
    if (owner && owner !== self) return owner.takeError(error, role);
    const draft = draftOf(error, role);
    if (late) return late.append(draft, toMicroseconds(elapsedMs()));
    try {
      recorder?.record(draft);
    } catch {
      // The run ends because its history cannot be written, and says so itself.
    }
    if (error.origin === "exit" || error.origin === "died") exit.abort(new Error(error.text));
  }

  const self: RunOwner = { takeError, takeOutput: (text, role) => busLog.print(text, role) };
  latestOwners.set(file, self);

  return {
    callBus: (role, call, isOver) => callFor(isOver ? unless(isOver, self) : self, role, call),
    takeError,
    busClosed: (role) => void closed.add(role),
    exited: exit.signal,
    historyClosed() {
      if (recorder && !recorder.failure) late = openLateErrors(file, header, recorder.count);
      recorder = undefined;
    },
  };
}

/** Returns an owner that takes nothing once `isOver` returns true. */
function unless(isOver: () => boolean, owner: RunOwner): RunOwner {
  return {
    takeError: (error, role) => (isOver() ? undefined : owner.takeError(error, role)),
    takeOutput: (text, role) => (isOver() ? undefined : owner.takeOutput(text, role)),
  };
}
