import { waitUntil, withDeadline } from "../../clock.ts";
import { killCommand } from "../redis/redis-session.ts";
import type { Consumer } from "./consumer.ts";
import { reclaimIdleMs } from "./upkeep.ts";

const handlerLimitMs = 5000;
const acknowledgeLimitMs = 1000;
const stopReadingLimitMs = 500;
const serverLimitMs = 1000;

/** A script, because it must be atomic: XGROUP DELCONSUMER also deletes the pending entries of the consumer. */
const removeIdleConsumer = `
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  if consumer[2] == ARGV[2] and consumer[4] == 0 then
    return redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
  end
end
return 0`;

/**
 * Stops reading, waits up to 5 s for running handlers, acknowledges the handled messages, hands the
 * rest back and leaves the group. Returns within 8 s even while Redis is away; then other consumers
 * handle the unacknowledged messages again.
 */
export async function closeSubscription(consumer: Consumer): Promise<void> {
  const { parts, work, acknowledgements } = consumer;
  consumer.closing.abort();
  parts.stopUpkeep(consumer);
  for (const { retryTimer } of work.open.values()) clearTimeout(retryTimer);
  await parts.stopReading(consumer);
  await settlesWithin(handlerLimitMs, () => work.running === 0);
  consumer.closed = true;
  await settlesWithin(acknowledgeLimitMs, () => acknowledgements.unconfirmedCount === 0);
  await handBack(consumer);
  await parts.removeConsumer(consumer);
  consumer.stopListening();
  await parts.closeReader(consumer);
}

/** Unblocks the blocked read. If Redis does not answer in time, it closes the connection of the read. */
export async function stopReading(consumer: Consumer): Promise<void> {
  const { reader, commands } = consumer;
  let stopped = false;
  void consumer.reading.then(() => (stopped = true)); // The read loop never rejects.
  const identity = reader.session?.identity;
  await settlesWithin(stopReadingLimitMs, async () => {
    // Once may not be enough: the read may still be on its way to the server and block after this.
    if (!stopped && identity)
      await attempt(commands.send(["CLIENT", "UNBLOCK", identity.clientId]));
    return stopped || reader.session === undefined;
  });
  if (stopped) return;
  await reader.close();
  if (identity) await attempt(commands.send(killCommand(identity)));
  await consumer.reading;
}

export async function removeConsumer({ commands, key, group, name }: Consumer): Promise<void> {
  await attempt(commands.send(["EVAL", removeIdleConsumer, "1", key, group, name]));
}

export async function closeReader({ reader }: Consumer): Promise<void> {
  await reader.close();
}

/** Sets the idle time of the unhandled entries so high that another consumer may take them at once. */
async function handBack({ commands, key, group, name, work }: Consumer): Promise<void> {
  const unhandled = [...work.open.keys()];
  if (unhandled.length === 0) return;
  const idle = ["IDLE", String(reclaimIdleMs), "JUSTID"];
  await attempt(commands.send(["XCLAIM", key, group, name, "0", ...unhandled, ...idle]));
}

async function settlesWithin(
  timeoutMs: number,
  probe: () => boolean | Promise<boolean>,
): Promise<void> {
  await waitUntil(probe, { what: "a subscription to close", timeoutMs }).catch(() => undefined);
}

/** Waits for the command, at most 1 s, and ignores its failure, so that closing goes on. */
async function attempt(work: Promise<unknown>): Promise<void> {
  await withDeadline(work, "Redis while closing", serverLimitMs).catch(() => undefined);
}
