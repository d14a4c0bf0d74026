import { nowMs, pollUntil, type WaitOptions } from "./clock.ts";
import { WaitTimeoutError } from "./errors.ts";
import { heldUpMs } from "./held-up.ts";
import { durationText } from "./wording.ts";

// The waits of the harness. Their limits count only the time in which this process was not held up, so that a
// bus is not blamed for a machine without a free core.

/** A wait becomes longer by four times its limit at most, so that each wait has an end. */
const mostLimitsMore = 4;
/** After a hold-up that was longer than a short limit, there is still time to look again. */
const alwaysMoreMs = 2000;

interface Patience {
  /** Returns the milliseconds that are left; 0 or less when the wait is over. */
  left(): number;
  /** Returns how long the process was held up during the wait, as far as the wait became longer for it. */
  held(): number;
  /** Returns the words for the end of a wait: `waited 8000 ms for …`. */
  text(what: string): string;
}

function createPatience(timeoutMs: number): Patience {
  const startMs = nowMs();
  const heldBeforeMs = heldUpMs();
  const heldMs = (): number =>
    Math.min(heldUpMs() - heldBeforeMs, Math.max(timeoutMs * mostLimitsMore, alwaysMoreMs));
  return {
    held: heldMs,
    left: () => startMs + timeoutMs + heldMs() - nowMs(),
    text: (what) => {
      const held = heldMs();
      const more =
        held >= timeoutMs * namedShare
          ? `, and ${durationText(held)} more because the harness itself was held up`
          : "";
      return `waited ${timeoutMs} ms for ${what}${more}`;
    },
  };
}

/** A hold-up of less than a tenth of the limit is no reason for a time-out. */
const namedShare = 0.1;

/**
 * Settles as `work` does, or rejects with a WaitTimeoutError at the limit. The limit counts only the time in
 * which this process was not held up. The work itself goes on.
 */
export async function withPatience<T>(
  work: Promise<T>,
  what: string,
  timeoutMs: number,
): Promise<T> {
  return await orAtLimit(work, timeoutMs, (patience) => new WaitTimeoutError(patience.text(what)));
}

/**
 * As `withPatience`, but rejects with the error that `late` returns at the limit. A process that was held up for
 * as long as the limit cannot tell whether the work is slow: then the error is a WaitTimeoutError.
 */
export async function withinPatience<T>(
  work: Promise<T>,
  { what, timeoutMs }: Pick<WaitOptions, "what" | "timeoutMs">,
  late: () => Error,
): Promise<T> {
  return await orAtLimit(work, timeoutMs, (patience) =>
    patience.held() >= timeoutMs ? new WaitTimeoutError(patience.text(what)) : late(),
  );
}

async function orAtLimit<T>(
  work: Promise<T>,
  timeoutMs: number,
  late: (patience: Patience) => Error,
): Promise<T> {
  const patience = createPatience(timeoutMs);
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const look = (): void => {
      const leftMs = patience.left();
      if (leftMs <= 0) reject(late(patience));
      else timer = setTimeout(look, Math.ceil(leftMs));
    };
    timer = setTimeout(look, timeoutMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Calls `probe` until it returns something other than `undefined` or `false`, and returns that. The limit
 * counts only the time in which this process was not held up. A probe that throws is called again; its last
 * error is the cause of the timeout.
 *
 * @throws WaitTimeoutError at the limit, or the reason of the signal.
 */
export async function waitPatiently<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  { what, timeoutMs, intervalMs = 10, signal }: WaitOptions,
): Promise<T> {
  const patience = createPatience(timeoutMs);
  return pollUntil(probe, {
    isOver: () => patience.left() <= 0,
    text: () => patience.text(what),
    intervalMs,
    signal,
  });
}
