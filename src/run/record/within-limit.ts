import { withinPatience } from "../../patience.ts";
import { HungCall } from "./bus-refusal.ts";

/**
 * Settles as a call of the bus does. The limit counts only the time in which the harness was not held up. The
 * call itself goes on after the limit.
 *
 * @throws HungCall at the limit. No error of a bus is one, so it cannot be mistaken for a rejection. If the
 *   harness was held up for as long as the limit, a WaitTimeoutError: then the call need not hang.
 */
export async function withinLimit<T>(work: Promise<T>, what: string, limitMs: number): Promise<T> {
  return await withinPatience(
    work,
    { what: `the ${what}`, timeoutMs: limitMs },
    () => new HungCall(what, limitMs),
  );
}

/** Returns how an operation says that the harness gave up a call; nothing for another error. */
export function gaveUp(error: unknown): { readonly gaveUpAfterMs?: number } {
  return error instanceof HungCall ? { gaveUpAfterMs: error.limitMs } : {};
}
