import { createClient } from "redis";

import type { BusModule } from "../../src/bus/contract.ts";
import { streamsBus } from "../../src/bus/streams/streams-bus.ts";

const subscriptionsPerRound = 100;

/** Returns a bus that opens one more idle connection for every 100 subscriptions, up to `limit` of them. */
export function poolingBus(limit: number): BusModule {
  return {
    ...streamsBus,
    name: "fills-a-pool",
    async open(context) {
      const inner = await streamsBus.open(context);
      const pool: { destroy(): void }[] = [];
      let subscribed = 0;
      return {
        ...inner,
        async subscribe(topic, options, handler) {
          if (subscribed++ % subscriptionsPerRound === 0 && pool.length < limit) {
            const client = createClient({ url: context.url, name: `${context.role}:pool` });
            client.on("error", () => {});
            pool.push(client);
            await client.connect();
          }
          return inner.subscribe(topic, options, handler);
        },
        async close() {
          for (const client of pool) client.destroy();
          await inner.close();
        },
      };
    },
  };
}

/** About the memory of a payload with its parsed form. */
const wordsPerMessage = 128;

/** Returns a bus that keeps the last `limit` messages that it handled. */
export function cachingBus(limit: number): BusModule {
  return {
    ...streamsBus,
    name: "caches-messages",
    async open(context) {
      const inner = await streamsBus.open(context);
      const recent = new Map<number, readonly number[]>();
      let handled = 0;
      return {
        ...inner,
        subscribe: (topic, options, handler) =>
          inner.subscribe(topic, options, (message) => {
            recent.set(
              handled,
              Array.from({ length: wordsPerMessage }, () => handled),
            );
            recent.delete(handled - limit);
            handled++;
            return handler(message);
          }),
      };
    },
  };
}
