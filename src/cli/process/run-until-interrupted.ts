import { EnvironmentError, errorText } from "../../errors.ts";
import { watchEventLoop } from "../../fixtures/event-loop/watch-event-loop.ts";
import { onUnownedError } from "../../run/strays/stray-errors.ts";
import { userCommand } from "../../user-command.ts";
import { endProcess } from "./end-process.ts";
import { watchInterruption } from "./interruption.ts";

/** How work ended. Both are `undefined` if it ended by itself. */
export interface WorkEnd {
  /** 130 or 143 if a signal interrupted it. */
  readonly interruptedBy: number | undefined;
  /** The error that ended it early. An interruption is no error. */
  readonly error: unknown;
}

/** Healing faults and stopping servers may take this long after an interruption. */
const cleanUpLimitMs = 10_000;

export interface WorkLimits {
  /** The time in which the work is to end. After it the bus cannot keep the process from ending. */
  readonly budgetMs?: number | undefined;
}

/**
 * Does the work until it ends, a signal interrupts it, or an error appears that reached no caller
 * and belongs to no run. The work gets an abort signal for the last two, and has 10 s to clean up. Never rejects. If
 * the bus blocks the event loop, the process nevertheless ends after a signal and after the budget.
 */
export async function runUntilInterrupted(
  work: (signal: AbortSignal) => Promise<void>,
  say: (text: string) => void,
  { budgetMs }: WorkLimits = {},
): Promise<WorkEnd> {
  using interruption = watchInterruption({ say, forceExit: endProcess });
  using _watch = await watchEventLoop({ budgetMs });
  const { signal } = interruption;
  let error: unknown;
  const endWork = (stray: unknown): boolean => {
    say(`an uncaught error ends the run: ${errorText(stray)}`);
    error ??= stray;
    interruption.abort(stray);
    return true;
  };
  const stopListening = onUnownedError(endWork);
  try {
    await orGiveUp(work(signal), signal);
  } catch (thrown) {
    if (!isAbort(thrown, signal)) error ??= thrown;
  } finally {
    stopListening();
  }
  return { interruptedBy: interruption.exitCode(), error };
}

/** Waits for the work, but no longer than the clean-up limit after the signal is aborted. */
async function orGiveUp(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void =>
      reject(
        new EnvironmentError(`cleaning up took longer than ${cleanUpLimitMs / 1_000} s`, {
          hint: `\`${userCommand("doctor", "--clean")}\` removes what was left behind.`,
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

/** Returns true if the rejection only repeats the reason of the abort. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  return error === signal.reason || (error instanceof Error && error.cause === signal.reason);
}
