import { waitUntil, withDeadline } from "../../clock.ts";
import { killCommand } from "../redis/redis-session.ts";
import type { Consumer } from "./consumer.ts";
import { reclaimIdleMs } from "./upkeep.ts";

const handlerLimitMs = 5000;
const acknowledgeLimitMs = 1000;
const stopReadingLimitMs = 500;
const serverLimitMs = 1000;

/** Atomic, because a consumer that is deleted with something pending loses it for its group. */
const removeIdleConsumer = `
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  if consumer[2] == ARGV[2] and consumer[4] == 0 then
    return redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
  end
end
return 0`;

/**
 * Stops reading, lets running handlers finish for up to 5 s, acknowledges what they did, hands the
 * rest back and leaves the group. Returns within 8 s even while Redis is away; what could not be
 * acknowledged then is handled again by others.
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

/** Wakes the blocked read; where Redis does not help, the connection is ended under it. */
export async function stopReading(consumer: Consumer): Promise<void> {
  const { reader, commands } = consumer;
  let stopped = false;
  void consumer.reading.then(() => (stopped = true)); // The read loop never rejects.
  const identity = reader.session?.identity;
  await settlesWithin(stopReadingLimitMs, async () => {
    // Once may not be enough: the read may be on its way to the server and block only later.
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

/** Makes what is left look idle for long enough that another consumer may take it at once. */
async function handBack({ commands, key, group, name, work }: Consumer): Promise<void> {
  const left = [...work.open.keys()];
  if (left.length === 0) return;
  const idle = ["IDLE", String(reclaimIdleMs), "JUSTID"];
  await attempt(commands.send(["XCLAIM", key, group, name, "0", ...left, ...idle]));
}

async function settlesWithin(
  timeoutMs: number,
  probe: () => boolean | Promise<boolean>,
): Promise<void> {
  await waitUntil(probe, { what: "a subscription to close", timeoutMs }).catch(() => undefined);
}

/** Whether it worked or not, closing goes on. */
async function attempt(work: Promise<unknown>): Promise<void> {
  await withDeadline(work, "Redis while closing", serverLimitMs).catch(() => undefined);
}
