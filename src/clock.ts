import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";

import { errorText, WaitTimeoutError } from "./errors.ts";

/** Returns the milliseconds of the monotonic clock of this process, with a fraction. */
export function nowMs(): number {
  return performance.now();
}

/** Returns the wall-clock time as ISO 8601. For people and file names only, never for a verdict. */
export function wallTime(): string {
  return new Date().toISOString();
}

/** Resolves after `ms`, or rejects with the signal's reason as soon as it is aborted. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    throw signal?.aborted ? (signal.reason as Error) : error;
  }
}

/** A timer may be this late. The rest of a wait is spent in turns of the event loop. */
const timerSlackMs = 2;

/** Resolves at a moment of the monotonic clock, within a fraction of a millisecond if the process is idle. */
export async function sleepUntil(atMs: number, signal?: AbortSignal): Promise<void> {
  const leftMs = atMs - nowMs() - timerSlackMs;
  if (leftMs > 0) await sleep(leftMs, signal);
  while (nowMs() < atMs) {
    signal?.throwIfAborted();
    await nextTurn();
  }
}

export interface WaitOptions {
  /** The end of the message "waited 500 ms for …". */
  what: string;
  timeoutMs: number;
  /** Pause between two calls of the probe, 10 ms by default. */
  intervalMs?: number;
  signal?: AbortSignal | undefined;
}

/**
 * Calls `probe` until it returns something other than `undefined` or `false`, and returns that. A probe
 * that throws is called again; its last error is the cause of the timeout.
 *
 * @throws WaitTimeoutError at the limit, or the reason of the signal.
 */
export async function waitUntil<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  { what, timeoutMs, intervalMs = 10, signal }: WaitOptions,
): Promise<T> {
  const limitMs = nowMs() + timeoutMs;
  return pollUntil(probe, {
    isOver: () => nowMs() >= limitMs,
    text: () => `waited ${timeoutMs} ms for ${what}`,
    intervalMs,
    signal,
  });
}

/** When a wait is over, and what its error says then. */
export interface WaitEnd extends Pick<WaitOptions, "signal"> {
  readonly isOver: () => boolean;
  readonly text: () => string;
  readonly intervalMs: number;
}

/** Waits as `waitUntil` does, with another end. */
export async function pollUntil<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  { isOver, text, intervalMs, signal }: WaitEnd,
): Promise<T> {
  let lastError: unknown;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      lastError = error;
    }
    if (isOver()) {
      const why = lastError === undefined ? "" : ` (last error: ${errorText(lastError)})`;
      throw new WaitTimeoutError(`${text()}${why}`, { cause: lastError });
    }
    await sleep(intervalMs, signal);
  }
}

/** Settles as `work` does, or rejects at the limit. The work itself goes on. */
export async function withDeadline<T>(
  work: Promise<T>,
  what: string,
  timeoutMs: number,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new WaitTimeoutError(`waited ${timeoutMs} ms for ${what}`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
