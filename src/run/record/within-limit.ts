import { HungCall } from "./bus-refusal.ts";

const expired = Symbol("expired");

/**
 * Settles as a call of the bus does. The call itself goes on after the limit.
 *
 * @throws HungCall at the limit. No error of a bus is one, so it cannot be mistaken for a rejection.
 */
export async function withinLimit<T>(work: Promise<T>, what: string, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof expired>((resolve) => {
    timer = setTimeout(() => resolve(expired), limitMs);
  });
  try {
    const first = await Promise.race([work, limit]);
    if (first === expired) throw new HungCall(what, limitMs);
    return first;
  } finally {
    clearTimeout(timer);
  }
}

/** Returns how an operation says that the harness gave up a call; nothing for another error. */
export function gaveUp(error: unknown): { readonly gaveUpAfterMs?: number } {
  return error instanceof HungCall ? { gaveUpAfterMs: error.limitMs } : {};
}
