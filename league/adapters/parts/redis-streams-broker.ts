import { createRequire } from "node:module";

import { Redis } from "ioredis";

import type { BusModule } from "../../../src/bus/contract.ts";

/** The library blocks in a read for up to 1 s, and QUIT waits for it. After 3 s the connection must be dead. */
const quitLimitMs = 3000;

interface Payload {
  readonly id: string;
  readonly payload: { readonly payload: string };
  markAsRead(): Promise<unknown>;
}

interface Broker {
  publish(payload: object, maximumApproximateMessages?: number): Promise<string>;
  joinConsumerGroup(group: string): Promise<{
    subscribe(consumer: string, handler: (payloads: Payload[]) => Promise<void>): Promise<string>;
    unsubscribe(handle: string): void;
  }>;
  destroy(): Promise<void>;
}

const { StreamChannelBroker } = createRequire(import.meta.url)("redis-streams-broker") as {
  StreamChannelBroker: new (client: Redis, channel: string) => Broker;
};

/** A consumer of redis-streams-broker joins a group, subscribes, and marks each message as read. */
export function redisStreamsBroker(name: string, limit: number | undefined): BusModule {
  return {
    name,
    guarantees: { delivery: "at-least-once" },
    streamKey: (topic, namespace) => `${namespace}${topic}`,
    async open({ url, role, namespace, logger }) {
      const clients = new Set<Redis>();
      const connect = (purpose: string): Redis => {
        const client = new Redis(url, { connectionName: `${role}:${purpose}` });
        client.on("error", (error) => logger.warn(String(error)));
        clients.add(client);
        return client;
      };
      const brokers = new Map<string, Broker>();
      return {
        async publish(topic, payload) {
          let broker = brokers.get(topic);
          if (!broker) {
            broker = new StreamChannelBroker(connect("commands"), `${namespace}${topic}`);
            brokers.set(topic, broker);
          }
          return await broker.publish({ payload }, limit);
        },
        async subscribe(topic, { group, consumer }, handler) {
          const client = connect("reader");
          const broker = new StreamChannelBroker(client, `${namespace}${topic}`);
          const joined = await broker.joinConsumerGroup(group);
          let open = true;
          let work = Promise.resolve();
          async function handleAll(payloads: readonly Payload[]): Promise<void> {
            for (const { id, payload, markAsRead } of payloads) {
              if (!open) return;
              await handler({ id, topic, payload: payload.payload, attempt: 1 });
              await markAsRead();
            }
          }
          const handle = await joined.subscribe(consumer, async (payloads) => {
            work = handleAll(payloads);
            await work;
          });
          return {
            async close() {
              open = false;
              joined.unsubscribe(handle);
              await quit(client, work);
              await broker.destroy();
              clients.delete(client);
            },
          };
        },
        async close() {
          for (const client of clients) client.disconnect();
        },
      };
    },
  };
}

/**
 * Lets the handler and the read that are going on end before the connection closes: the library handles no error of
 * them. If the connection is dead, it closes without their end.
 */
async function quit(client: Redis, work: Promise<void>): Promise<void> {
  const limit = setTimeout(() => client.disconnect(), quitLimitMs);
  await work.catch(() => undefined);
  await client.quit().catch(() => client.disconnect());
  clearTimeout(limit);
}
