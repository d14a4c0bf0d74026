import { nowMs } from "../../clock.ts";
import { errorText } from "../../errors.ts";
import { isRefusal } from "../redis/redis-errors.ts";
import { admitAgain } from "./admit.ts";
import type { Consumer } from "./consumer.ts";
import { freeSlots } from "./handle.ts";
import { parseClaimReply } from "./replies.ts";

/** A message that was pending for this long without a sign of its consumer counts as abandoned. */
export const reclaimIdleMs = 5000;
/**
 * How often a consumer looks for abandoned messages. So the messages of a dead consumer are handled again
 * at most 7 s after its last sign, as long as other consumers of the group have free slots.
 */
const upkeepIntervalMs = 2000;
/** The time that the bus claims. It leaves a second for the handlers of a busy worker. */
export const reclaimsWithinMs = 8000;
/** A handler that takes longer counts as hung: other consumers may take over its message. */
const handlerLimitMs = 60_000;

const entriesPerClaim = 100;
const claimsPerRound = 20;

export function startUpkeep(consumer: Consumer): void {
  let busy = false;
  consumer.upkeepTimer = setInterval(() => {
    if (busy || consumer.commands.session === undefined) return;
    busy = true;
    void keepUp(consumer).finally(() => (busy = false)); // Handles its own errors.
  }, upkeepIntervalMs);
}

export function stopUpkeep(consumer: Consumer): void {
  clearInterval(consumer.upkeepTimer);
}

/** Renews the claim on slow messages, well before the idle time after which other consumers take them. */
export async function sendHeartbeat(consumer: Consumer): Promise<void> {
  const { key, group, name, commands, work } = consumer;
  const atMs = nowMs();
  const slow = [...work.open].filter(([, { sinceMs }]) => isSlow(atMs - sinceMs)).map(([id]) => id);
  if (slow.length === 0) return;
  await commands.send(["XCLAIM", key, group, name, "0", ...slow, "JUSTID"]);
}

/** Claims abandoned messages. XAUTOCLAIM also removes trimmed entries from the pending list. */
export async function reclaim(consumer: Consumer): Promise<void> {
  const { key, group, name, commands } = consumer;
  let cursor = "0-0";
  for (let round = 0; round < claimsPerRound; round += 1) {
    const count = Math.min(entriesPerClaim, freeSlots(consumer));
    if (count <= 0 || consumer.closing.signal.aborted) return;
    const range = [String(reclaimIdleMs), cursor, "COUNT", String(count)];
    const reply = parseClaimReply(await commands.send(["XAUTOCLAIM", key, group, name, ...range]));
    admitAgain(consumer, reply.entries, 2);
    cursor = reply.cursor;
    if (cursor === "0-0") return;
  }
}

async function keepUp(consumer: Consumer): Promise<void> {
  const { parts, commands, closing } = consumer;
  try {
    await parts.sendHeartbeat(consumer);
    await parts.reclaim(consumer);
    // A closing consumer does not create its group again, so it needs no checkpoint.
    if (!closing.signal.aborted) await parts.takeCheckpoint(consumer);
  } catch (error) {
    if (closing.signal.aborted) return;
    if (isRefusal(error)) commands.replaceSession(error as Error);
    consumer.context.logger.debug(`${consumer.key}: upkeep failed, trying again later`, {
      reason: errorText(error),
    });
  }
}

function isSlow(ageMs: number): boolean {
  return ageMs > reclaimIdleMs / 3 && ageMs < handlerLimitMs;
}
