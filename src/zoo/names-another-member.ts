import { randomUUID } from "node:crypto";

import type { BusContext, MessageHandler, Subscription } from "../bus/contract.ts";
import { unwrap, wrap } from "../bus/pubsub/envelope.ts";
import { announceChanges } from "../bus/redis/announce-changes.ts";
import { fullJitterDelayMs } from "../bus/redis/backoff.ts";
import { startWatchdog } from "../bus/redis/connection-watchdog.ts";
import { connectionName, openConnection, type Connection } from "../bus/redis/connection.ts";
import { isErrorReply, neverSent } from "../bus/redis/redis-errors.ts";
import { inDoubt, rejected } from "../bus/shared/publish-error.ts";
import { sleep } from "../clock.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Takes the messages that are due, and makes them due again in 30 s, should their worker die. */
const take = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 100)
for _, member in ipairs(due) do redis.call('ZADD', KEYS[1], now + 30000, member) end
return due`;
const pollMs = 10;

/**
 * A queue in a sorted set, where a message that was taken comes again after 30 s. It removes what it has handled, but
 * names a member that the set does not have: everything comes again for ever, and the set only grows.
 */
export const bus: PlantedBug = {
  name: "names-another-member",
  guarantees: { delivery: "at-least-once", replaysFromStart: true, groups: false },
  async open(context) {
    const commands = connect(context, "commands");
    announceChanges(commands, context);
    await commands.whenReady();
    return {
      publish: (topic, payload) => publish(commands, keyOf(context, topic), payload),
      subscribe: (topic, _options, handler) => subscribe(context, topic, handler),
      close: () => commands.close(),
    };
  },
  foundBy: [
    {
      run: "fan-out/one-group-calm",
      mustFind: ["unacknowledged"],
      summaryIncludes: "and Redis removed nothing",
    },
  ],
};

function keyOf({ namespace }: BusContext, topic: string): string {
  return `${namespace}due:${topic}`;
}

function connect({ url, role, logger }: BusContext, purpose: string): Connection {
  const common = { stallMs: 1500, startWatchdog, reconnectDelayMs: fullJitterDelayMs };
  const name = connectionName(role, purpose);
  return openConnection({ url, name, logger, prepare: () => Promise.resolve(), ...common });
}

async function publish(commands: Connection, key: string, payload: string): Promise<string> {
  const id = randomUUID();
  try {
    await commands.send(["ZADD", key, "0", wrap({ id, payload })]);
    return id;
  } catch (error) {
    const { message } = error as Error;
    if (neverSent(error) || isErrorReply(error)) throw rejected(message, { cause: error });
    throw inDoubt(message, { cause: error });
  }
}

async function subscribe(
  context: BusContext,
  topic: string,
  handler: MessageHandler,
): Promise<Subscription> {
  const key = keyOf(context, topic);
  const reader = connect(context, "reader");
  announceChanges(reader, context, topic);
  await reader.whenReady();
  const closing = new AbortController();

  async function handleDue(): Promise<void> {
    await reader.whenReady();
    const due = (await reader.send(["EVAL", take, "1", key])) as readonly string[];
    for (const text of due) {
      const message = unwrap(text);
      if (message === undefined) continue;
      await handler({ ...message, topic, attempt: 1 });
      await reader.send(["ZREM", key, ` ${text}`]);
    }
    if (due.length === 0) await sleep(pollMs);
  }

  async function read(): Promise<void> {
    while (!closing.signal.aborted) await handleDue().catch(() => undefined);
  }

  const reading = read();
  return {
    async close() {
      closing.abort();
      await reader.close();
      await reading;
    },
  };
}
