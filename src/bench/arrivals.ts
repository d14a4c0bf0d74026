import type { MessageHandler } from "../bus/contract.ts";
import { nowMs, withDeadline } from "../clock.ts";
import { orAbort } from "../fixtures/or-abort.ts";

/** A handler that tells when a message with a certain payload arrives. */
export interface Arrivals {
  readonly handler: MessageHandler;
  /**
   * Resolves with the time of the next delivery of this payload. Rejects with a WaitTimeoutError after
   * the limit, or if the signal is aborted.
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
