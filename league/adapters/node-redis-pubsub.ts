import { createClient } from "redis";

import type { BusModule } from "../../src/bus/contract.ts";

/** Pub/Sub with two clients of node-redis. Redis has no groups for Pub/Sub, and no message ids. */
export const bus: BusModule = {
  name: "node-redis-pubsub",
  guarantees: { delivery: "at-most-once", sharesWork: false },
  async open({ url, role, namespace, logger, notify }) {
    async function connect(purpose: string) {
      const client = createClient({ url, name: `${role}:${purpose}` });
      client.on("error", (error: unknown) => {
        logger.warn(String(error));
        notify({ kind: "disconnected", detail: String(error) });
      });
      client.on("ready", () => notify({ kind: "connected" }));
      return await client.connect();
    }

    const publisher = await connect("publisher");
    const subscriber = await connect("subscriber");
    let received = 0;
    return {
      async publish(topic, payload) {
        await publisher.publish(`${namespace}${topic}`, payload);
      },
      async subscribe(topic, _options, handler) {
        const channel = `${namespace}${topic}`;
        const listener = (payload: string): void => {
          Promise.resolve(handler({ id: String(++received), topic, payload, attempt: 1 })).catch(
            (error: unknown) => logger.warn(String(error)),
          );
        };
        await subscriber.subscribe(channel, listener);
        return { close: () => subscriber.unsubscribe(channel, listener) };
      },
      async close() {
        publisher.destroy();
        subscriber.destroy();
      },
    };
  },
};
