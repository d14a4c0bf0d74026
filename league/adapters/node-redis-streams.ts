import { createClient } from "redis";

import type { BusContext, BusModule } from "../../src/bus/contract.ts";

/** [{ messages: [{ id, message: { payload } }] }]: a reply of xReadGroup. */
type StreamsReply = { messages: { id: string; message: { payload: string } }[] }[];

/**
 * The same loop as in ioredis-streams.ts, with node-redis. It never reads its pending entries again.
 */
export const bus: BusModule = {
  name: "node-redis-streams",
  guarantees: { delivery: "at-least-once", replaysFromStart: true },
  streamKey: (topic, namespace) => `${namespace}${topic}`,
  async open(context) {
    const { namespace, blockMs = 5000, logger } = context;
    const writer = await connect(context, "commands");
    const subscriptions = new Set<{ close(): Promise<void> }>();
    return {
      publish: (topic, payload) => writer.xAdd(`${namespace}${topic}`, "*", { payload }),
      async subscribe(topic, { group, consumer }, handler) {
        const key = `${namespace}${topic}`;
        const reader = await connect(context, "reader");
        await reader.xGroupCreate(key, group, "0", { MKSTREAM: true }).catch((error: unknown) => {
          if (!String(error).includes("BUSYGROUP")) throw error;
        });
        let running = true;

        async function readOnce(): Promise<void> {
          const reply = (await reader.xReadGroup(
            group,
            consumer,
            { key, id: ">" },
            { COUNT: 10, BLOCK: blockMs },
          )) as StreamsReply | null;
          for (const { id, message } of (reply ?? []).flatMap(({ messages }) => messages)) {
            if (!running) return;
            await handler({ id, topic, payload: message.payload, attempt: 1 });
            await reader.xAck(key, group, id);
          }
        }

        const loop = (async () => {
          while (running) {
            try {
              await readOnce();
            } catch (error) {
              logger.warn(String(error));
              if (running) await new Promise((resolve) => setTimeout(resolve, 100));
            }
          }
        })();
        const subscription = {
          async close() {
            running = false;
            reader.destroy();
            await loop;
            subscriptions.delete(subscription);
          },
        };
        subscriptions.add(subscription);
        return subscription;
      },
      async close() {
        await Promise.all([...subscriptions].map((subscription) => subscription.close()));
        writer.destroy();
      },
    };
  },
};

async function connect({ url, role, logger }: BusContext, purpose: string) {
  const client = createClient({ url, name: `${role}:${purpose}` });
  client.on("error", (error: unknown) => logger.warn(String(error)));
  return await client.connect();
}
