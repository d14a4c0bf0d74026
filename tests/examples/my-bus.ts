import { randomUUID } from "node:crypto";

import { createClient } from "redis";

import type { Bus, BusContext, BusMessage, BusModule } from "../../src/bus/contract.ts";

/** Plain Pub/Sub. A disconnected subscriber misses messages, so the bus claims no more than `at-most-once`. */
export const bus: BusModule = {
  name: "my-bus",
  guarantees: { delivery: "at-most-once" },
  open,
};

async function open({ url, role, namespace, logger, notify }: BusContext): Promise<Bus> {
  // Without the offline queue a publish fails at once while Redis is away, instead of waiting.
  const publisher = createClient({ url, name: role, disableOfflineQueue: true });
  const subscriber = createClient({ url, name: role });
  publisher.on("error", (error) => logger.warn(String(error)));
  subscriber.on("error", (error) => notify({ kind: "disconnected", detail: String(error) }));
  subscriber.on("ready", () => notify({ kind: "connected" }));
  await Promise.all([publisher.connect(), subscriber.connect()]);

  return {
    async publish(topic, payload) {
      const id = randomUUID();
      await publisher.publish(`${namespace}:${topic}`, JSON.stringify({ id, payload }));
      return id;
    },

    async subscribe(topic, _options, handler) {
      let isOpen = true;
      const listener = async (text: string) => {
        if (!isOpen) return;
        const message: Pick<BusMessage, "id" | "payload"> = JSON.parse(text);
        try {
          await handler({ ...message, topic, attempt: 1 });
        } catch (error) {
          logger.warn(String(error));
        }
      };
      await subscriber.subscribe(`${namespace}:${topic}`, listener);
      return {
        async close() {
          isOpen = false;
          await subscriber.unsubscribe(`${namespace}:${topic}`, listener);
        },
      };
    },

    async close() {
      publisher.destroy();
      subscriber.destroy();
    },
  };
}
