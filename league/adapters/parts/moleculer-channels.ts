import { createRequire } from "node:module";

import type { BusModule } from "../../../src/bus/contract.ts";
import { createBrokers } from "./moleculer.ts";

const { Middleware } = createRequire(import.meta.url)("@moleculer/channels") as {
  Middleware(options: object): import("moleculer").Middleware;
};

type Sender = import("moleculer").ServiceBroker & {
  sendToChannel(channel: string, payload: object): Promise<void>;
};

interface ChannelsOptions {
  readonly replaysFromStart: boolean;
  readonly redeliversWithinMs: number;
  readonly consumerOptions: object;
  readonly maxInFlight?: number;
}

/** @moleculer/channels on Redis streams: a broker for each subscription, because a channel belongs to a service. */
export function moleculerChannels(name: string, options: ChannelsOptions): BusModule {
  const { replaysFromStart, redeliversWithinMs, consumerOptions, maxInFlight } = options;
  return {
    name,
    guarantees: { delivery: "at-least-once", replaysFromStart, redeliversWithinMs },
    streamKey: (topic, namespace) => `${namespace}.${topic}`,
    async open(context) {
      const redis = { url: context.url, consumerOptions };
      const adapter = { type: "Redis", options: { prefix: context.namespace, redis } };
      const brokers = createBrokers(context, () => ({ middlewares: [Middleware({ adapter })] }));
      const producer = brokers.create() as Sender;
      await producer.start();
      let received = 0;
      return {
        publish: (topic, payload) => producer.sendToChannel(topic, { payload }),
        subscribe(topic, { group }, handler) {
          const channel = {
            group,
            ...(maxInFlight !== undefined && { maxInFlight }),
            async handler({ payload }: { payload: string }) {
              await handler({ id: String(++received), topic, payload, attempt: 1 });
            },
          };
          return brokers.serve({ name: "subscriber", channels: { [topic]: channel } });
        },
        close: () => brokers.close(),
      };
    },
  };
}
