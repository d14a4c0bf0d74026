import { EnvironmentError, errorText } from "../../errors.ts";
import { onStrayError } from "../../run/watch/stray-errors.ts";
import { userCommand } from "../../user-command.ts";
import { endProcess } from "./end-process.ts";
import { watchInterruption } from "./interruption.ts";

/** How work ended that was attended to. */
export interface Attended {
  /** 130 or 143 if it was interrupted. */
  readonly interruptedBy: number | undefined;
  /** What ended it early, an interruption aside. */
  readonly error: unknown;
}

/** After an interruption, healing faults and stopping servers may take this long. */
const cleanUpLimitMs = 10_000;

/** Does the work and attends to interruptions and stray errors. Never rejects. */
export async function attended(
  work: (signal: AbortSignal) => Promise<void>,
  say: (text: string) => void,
): Promise<Attended> {
  using interruption = watchInterruption({ say, forceExit: endProcess });
  const { signal } = interruption;
  let error: unknown;
  const endWork = (stray: unknown): boolean => {
    say(`an error that nobody caught ends the run: ${errorText(stray)}`);
    error ??= stray;
    interruption.abort(stray);
    return true;
  };
  const stopListening = onStrayError(endWork, { lastResort: true });
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
        new EnvironmentError(`cleaning up took longer than ${cleanUpLimitMs} ms`, {
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

/** Whether a rejection only says that the run was told to end. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  return error === signal.reason || (error instanceof Error && error.cause === signal.reason);
}
