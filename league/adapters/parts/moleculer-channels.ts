import { createRequire } from "node:module";

import type { BusModule } from "../../../src/bus/contract.ts";

const require = createRequire(import.meta.url);
const { ServiceBroker } = require("moleculer") as typeof import("moleculer");
const { Middleware } = require("@moleculer/channels") as {
  Middleware(options: object): import("moleculer").Middleware;
};

type Broker = import("moleculer").ServiceBroker & {
  sendToChannel(channel: string, payload: object): Promise<void>;
};

interface ChannelsOptions {
  readonly replaysFromStart: boolean;
  readonly redeliversWithinMs: number;
  readonly consumerOptions: object;
  readonly maxInFlight?: number;
}

/** Numbers the brokers of the process, because moleculer ends a process that uses a node id twice. */
let brokersCreated = 0;

/** @moleculer/channels on Redis streams: a broker for each subscription, because a channel belongs to a service. */
export function moleculerChannels(name: string, options: ChannelsOptions): BusModule {
  const { replaysFromStart, redeliversWithinMs, consumerOptions, maxInFlight } = options;
  return {
    name,
    guarantees: { delivery: "at-least-once", replaysFromStart, redeliversWithinMs },
    streamKey: (topic, namespace) => `${namespace}.${topic}`,
    async open({ url, role, namespace }) {
      const brokers = new Set<Broker>();
      function createBroker(): Broker {
        const redis = { url, consumerOptions };
        const adapter = { type: "Redis", options: { prefix: namespace, redis } };
        const broker = new ServiceBroker({
          nodeID: `${role}-${++brokersCreated}`,
          namespace,
          logger: false,
          skipProcessEventRegistration: true,
          middlewares: [Middleware({ adapter })],
        }) as Broker;
        brokers.add(broker);
        return broker;
      }

      const producer = createBroker();
      await producer.start();
      let received = 0;
      return {
        publish: (topic, payload) => producer.sendToChannel(topic, { payload }),
        async subscribe(topic, { group }, handler) {
          const broker = createBroker();
          broker.createService({
            name: "subscriber",
            channels: {
              [topic]: {
                group,
                ...(maxInFlight !== undefined && { maxInFlight }),
                async handler({ payload }: { payload: string }) {
                  await handler({ id: String(++received), topic, payload, attempt: 1 });
                },
              },
            },
          } as import("moleculer").ServiceSchema);
          await broker.start();
          return {
            async close() {
              brokers.delete(broker);
              await broker.stop();
            },
          };
        },
        async close() {
          await Promise.all([...brokers].map((broker) => broker.stop()));
        },
      };
    },
  };
}
