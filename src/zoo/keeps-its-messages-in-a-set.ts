import type { BusContext, BusModule, MessageHandler, Subscription } from "../bus/contract.ts";
import { fullJitterDelayMs } from "../bus/redis/backoff.ts";
import { startWatchdog } from "../bus/redis/connection-watchdog.ts";
import { connectionName, openConnection, type Connection } from "../bus/redis/connection.ts";
import type { PlantedBug } from "./planted-bug.ts";

const waitSeconds = "0.2";

/**
 * Puts each message into a sorted set, by the time of its publish. A set has an element once, so a message that waits there
 * hides all that have the same payload.
 */
export const bus: PlantedBug = {
  name: "keeps-its-messages-in-a-set",
  guarantees: { delivery: "at-least-once", replaysFromStart: true, groups: false },
  open: openBus,
  seenIn: "delayed queues on sorted sets",
  foundBy: [{ run: "payloads/equal", mustFind: ["lost"], summaryIncludes: "of 200 messages" }],
};

async function openBus(context: BusContext): ReturnType<BusModule["open"]> {
  const commands = connect(context, "commands");
  await commands.whenReady();
  let published = 0;
  return {
    async publish(topic, payload) {
      await commands.send(["ZADD", keyOf(context, topic), String(published++), payload]);
    },
    subscribe: (topic, _options, handler) => subscribe(context, topic, handler),
    close: () => commands.close(),
  };
}

function keyOf({ namespace }: BusContext, topic: string): string {
  return `${namespace}${topic}`;
}

function connect({ url, role, logger }: BusContext, purpose: string): Connection {
  const prepare = () => Promise.resolve();
  const common = { stallMs: 1500, startWatchdog, reconnectDelayMs: fullJitterDelayMs };
  return openConnection({ url, name: connectionName(role, purpose), logger, prepare, ...common });
}

async function subscribe(
  context: BusContext,
  topic: string,
  handler: MessageHandler,
): Promise<Subscription> {
  const reader = connect(context, "reader");
  await reader.whenReady();
  const closing = new AbortController();
  const reading = readUntil(closing.signal, async () => {
    await reader.whenReady();
    const reply = await reader.send(["BZPOPMIN", keyOf(context, topic), waitSeconds]);
    const payload = Array.isArray(reply) ? String(reply[1]) : undefined;
    if (payload !== undefined) await handler({ id: "", topic, payload, attempt: 1 });
  });
  return {
    async close() {
      closing.abort();
      await reading;
      await reader.close();
    },
  };
}

async function readUntil(signal: AbortSignal, readOne: () => Promise<void>): Promise<void> {
  while (!signal.aborted) await readOne().catch(() => undefined);
}
