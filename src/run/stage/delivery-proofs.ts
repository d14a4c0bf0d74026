import { nowMs, sleep } from "../../clock.ts";
import { waitPatiently } from "../../patience.ts";
import { createGroupCanaries, type GroupCanariesOptions } from "./group-canaries.ts";
import { lookAtBacklog, type MessageBacklogOptions } from "./message-backlog.ts";

interface Interruptible {
  readonly signal: AbortSignal;
}

const sampleIntervalMs = 20;

/** Resolves with true when every open group has handled a canary, or with false at the limit. */
export async function proveDelivery(
  { ledger, publishers, signal }: GroupCanariesOptions & Interruptible,
  limitMs: number,
): Promise<boolean> {
  const canaries = createGroupCanaries({ ledger, publishers });
  const endMs = nowMs() + limitMs;
  while (nowMs() < endMs) {
    const checks = canaries.check();
    if (checks.length > 0 && checks.every(({ handledOne }) => handledOne)) return true;
    await sleep(sampleIntervalMs, signal);
  }
  return false;
}

/**
 * Resolves with true when nothing is unread or unacknowledged in Redis, or with false at the limit.
 */
export async function proveAcknowledged(
  { signal, ...options }: MessageBacklogOptions & Interruptible,
  limitMs: number,
): Promise<boolean> {
  const isDone = async (): Promise<boolean> => {
    const checks = options.ledger.openGroups().map((group) => ({ group, handledOne: true }));
    return (await lookAtBacklog(options, checks)).done;
  };
  const wait = { what: "everything to be acknowledged", timeoutMs: limitMs, signal };
  return waitPatiently(isDone, { ...wait, intervalMs: sampleIntervalMs }).catch(() => {
    signal.throwIfAborted();
    return false;
  });
}
