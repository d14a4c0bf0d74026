import type { IndexedHistory } from "../../history/indexed-history.ts";
import { starvedMs, harnessDelayOf } from "../facts/harness-delay.ts";
import type { DuplicateDelivery } from "./duplicate-deliveries.ts";

/**
 * Returns how long the harness stood still, if that can be why all of these second deliveries came: each has no reason
 * and shows no mistake, and the subscription that handled the message first began to close before it came again. A bus
 * may give up acknowledgements that take too long when it closes, and on a starved machine everything takes long.
 *
 *      20 ms  a subscription of group a handles publisher-0/0; no XACK is sent yet
 *      30 ms  the harness closes the subscription, and opens another one in group a
 *    1600 ms  group a handles publisher-0/0 again; the harness stood still for 900 ms
 *     → 900
 */
export function standstillAtClose(
  duplicates: readonly DuplicateDelivery[],
  history: IndexedHistory,
): number | undefined {
  const delayMs = harnessDelayOf(history);
  return delayMs > starvedMs && duplicates.every(isAcrossClose) ? delayMs : undefined;
}

function isAcrossClose({ first, second, reason, mistake }: DuplicateDelivery): boolean {
  const { closeInvokedMs = Infinity } = first.subscription;
  if (reason !== undefined || mistake !== undefined) return false;
  return closeInvokedMs >= first.start.timeMs && closeInvokedMs <= second.start.timeMs;
}
