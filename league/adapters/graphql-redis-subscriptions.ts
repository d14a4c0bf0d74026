import { RedisPubSub } from "graphql-redis-subscriptions";

import type { BusModule } from "../../src/bus/contract.ts";

/** graphql-redis-subscriptions with the clients that it creates itself. Publishes have no ids. */
export const bus: BusModule = {
  name: "graphql-redis-subscriptions",
  guarantees: { delivery: "at-most-once", sharesWork: false },
  async open({ url, namespace, logger, notify }) {
    const pubsub = new RedisPubSub({
      connection: url,
      connectionListener: (error?: Error) => {
        if (error) logger.warn(String(error));
        if (error) notify({ kind: "disconnected", detail: String(error) });
        else notify({ kind: "connected" });
      },
    });
    let received = 0;
    return {
      publish: (topic, payload) => pubsub.publish(`${namespace}${topic}`, { payload }),
      async subscribe(topic, _options, handler) {
        const subscription = await pubsub.subscribe<{ payload: string }>(
          `${namespace}${topic}`,
          ({ payload }) => {
            Promise.resolve(handler({ id: String(++received), topic, payload, attempt: 1 })).catch(
              (error: unknown) => logger.warn(String(error)),
            );
          },
        );
        return { close: async () => pubsub.unsubscribe(subscription) };
      },
      close: async () => void (await pubsub.close()),
    };
  },
};
