import type { ProcessEnd } from "../operations/process-end.ts";
import type { HistoryDraft } from "./history-draft.ts";

/**
 * Ends what the process of a role had open: its subscriptions as if it had begun to close them, and its handlers, which
 * stay unfinished.
 */
export function indexProcessEnd(
  { subscriptions, running, processEnds }: HistoryDraft,
  ended: ProcessEnd,
): void {
  const { process, timeMs } = ended;
  processEnds.push(ended);
  for (const each of subscriptions.values()) {
    if (each.process === process) each.closeInvokedMs ??= timeMs;
  }
  for (const [delivery, { subscription }] of running) {
    if (subscription.process === process) running.delete(delivery);
  }
}
