import type { BusContext, MessageHandler } from "../bus/contract.ts";
import { fullJitterDelayMs } from "../bus/redis/backoff.ts";
import { startWatchdog } from "../bus/redis/connection-watchdog.ts";
import { connectionName, openConnection, type Connection } from "../bus/redis/connection.ts";
import { fieldOf, parseReadReply } from "../bus/streams/replies.ts";
import { streamKey, streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const pauseMs = "20";

/**
 * Reads its topics in turn, from one position for all of them. While it handles the messages of one topic, it passes
 * those that have come on the others.
 */
export const bus: PlantedBug = {
  name: "shares-one-read-position",
  guarantees: streamsBus.guarantees,
  async open(context) {
    const publishing = await streamsBus.open(context);
    const reader = connect(context);
    const handlers = new Map<string, MessageHandler>();
    const closing = new AbortController();
    let reading: Promise<void> | undefined;
    return {
      ...publishing,
      async subscribe(topic, _options, handler) {
        await reader.whenReady();
        const inHand = new Set<Promise<void>>();
        handlers.set(topic, async (message) => {
          const handling = Promise.try(() => handler(message));
          inHand.add(handling);
          await handling.finally(() => inHand.delete(handling));
        });
        reading ??= readInTurn({ context, reader, handlers, signal: closing.signal });
        return {
          async close() {
            handlers.delete(topic);
            await Promise.allSettled(inHand);
          },
        };
      },
      async close() {
        closing.abort();
        await reader.close();
        await reading;
        await publishing.close();
      },
    };
  },
  seenIn: "nautilus_trader #3094",
  foundBy: [{ run: "topics/prefix", mustFind: ["stranded"], summaryIncludes: "orders.eu" }],
};

function connect({ url, role, logger }: BusContext): Connection {
  return openConnection({
    url,
    name: connectionName(role, "reader"),
    stallMs: 1500,
    logger,
    startWatchdog,
    reconnectDelayMs: fullJitterDelayMs,
    prepare: () => Promise.resolve(),
  });
}

interface Reading {
  readonly context: BusContext;
  readonly reader: Connection;
  readonly handlers: ReadonlyMap<string, MessageHandler>;
  readonly signal: AbortSignal;
}

async function readInTurn({ context, reader, handlers, signal }: Reading): Promise<void> {
  let position = "0-0";
  while (!signal.aborted) {
    for (const topic of handlers.keys()) {
      const key = streamKey(topic, context.namespace);
      const read = ["XREAD", "BLOCK", pauseMs, "STREAMS", key, position];
      const reply = await reader.send(read).catch(() => null);
      for (const { id, fields = [] } of parseReadReply(reply)) {
        position = id;
        const payload = fieldOf(fields, "payload") ?? "";
        await handlers.get(topic)?.({ id, topic, payload, attempt: 1 });
      }
    }
    await new Promise((resolve) => void setImmediate(resolve));
  }
}
