import type { MessageHandler } from "../bus/contract.ts";
import { nowMs, withDeadline } from "../clock.ts";
import { orAbort } from "../fixtures/or-abort.ts";

/** Waits for single messages by their payload. */
export interface Arrivals {
  readonly handler: MessageHandler;
  /**
   * Resolves with the time of the first delivery from now on. Rejects with a WaitTimeoutError past
   * the limit, or when the signal is aborted.
   */
  next(payload: string, timeoutMs: number): Promise<number>;
}

export function createArrivals(signal: AbortSignal): Arrivals {
  const awaited = new Map<string, (atMs: number) => void>();
  return {
    handler: ({ payload }) => {
      awaited.get(payload)?.(nowMs());
      awaited.delete(payload);
    },
    next: async (payload, timeoutMs) => {
      const { promise, resolve } = Promise.withResolvers<number>();
      awaited.set(payload, resolve);
      return await orAbort(withDeadline(promise, `the message ${payload}`, timeoutMs), signal);
    },
  };
}
