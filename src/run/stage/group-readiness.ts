import { nowMs } from "../../clock.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { Recorder } from "../../history/recorder.ts";
import { waitPatiently } from "../../patience.ts";
import type { Publishers } from "../participants/publishers.ts";
import type { OpenGroup } from "../watch/ledger-groups.ts";
import type { Ledger } from "../watch/ledger.ts";

export interface GroupReadinessOptions {
  readonly ledger: Pick<Ledger, "openGroups">;
  readonly publishers: Pick<Publishers, "sendCanaries">;
  readonly recorder: Pick<Recorder, "record">;
  readonly signal: AbortSignal;
}

/** Libraries without a ready signal need up to half a second. After 5 s the load begins nevertheless. */
const limitMs = 5000;
const lookIntervalMs = 1;
/**
 * Pause after the first canaries. Each pause is twice as long as the one before, so that a bus that is ready after a
 * time gets no more than seven canaries, and waits for the load no longer than about that time again.
 */
const firstPauseMs = 50;

/**
 * Sends canaries until every open group handled one, and records when each did. Resolves with false after 5 s. A bus
 * that is ready at once needs a single canary, which takes as long as any message.
 */
export async function awaitReadyGroups(
  { ledger, publishers, recorder, signal }: GroupReadinessOptions,
  timeoutMs: number = limitMs,
): Promise<boolean> {
  const sent: MessageKey[] = [];
  const ready = new Set<string>();
  let nextMs = nowMs();
  let pauseMs = firstPauseMs;

  function isReady(each: OpenGroup): boolean {
    const { topic, group } = each;
    const name = `${topic}\n${group}`;
    if (ready.has(name)) return true;
    if (!each.handledAnyOf(sent)) return false;
    ready.add(name);
    recorder.record({ kind: "ready", type: "info", process: "harness", topic, group });
    return true;
  }

  function areReady(): boolean {
    const groups = ledger.openGroups();
    // Looks at each of them, because each is recorded at its own time.
    if (groups.filter(isReady).length === groups.length) return true;
    if (nowMs() < nextMs) return false;
    sent.push(...publishers.sendCanaries());
    nextMs = nowMs() + pauseMs;
    pauseMs *= 2;
    return false;
  }

  const wait = { timeoutMs, intervalMs: lookIntervalMs, signal };
  return waitPatiently(areReady, { ...wait, what: "each group to handle a canary" }).catch(() => {
    signal.throwIfAborted();
    return false;
  });
}
