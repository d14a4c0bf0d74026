import { Bus } from "@boringnode/bus";
import { RedisTransport } from "@boringnode/bus/transports/redis";

import type { BusModule } from "../../src/bus/contract.ts";

/**
 * @boringnode/bus with the defaults of its retry queue: a publish that failed waits in the memory of the
 * process, and resolves although nothing was sent.
 */
export const bus: BusModule = {
  name: "boringnode-bus",
  guarantees: { delivery: "best-effort", sharesWork: false, confirmsPublish: false },
  async open({ url, namespace, logger }) {
    const { hostname: host, port } = new URL(url);
    const created = new Set<Bus>();
    function createBus(): Bus {
      const bus = new Bus(new RedisTransport({ host, port: Number(port) }), {
        retryQueue: { retryInterval: "100ms" },
      });
      created.add(bus);
      return bus;
    }

    const publisher = createBus();
    let received = 0;
    return {
      async publish(topic, payload) {
        await publisher.publish(`${namespace}${topic}`, payload);
      },
      async subscribe(topic, _options, handler) {
        const subscriber = createBus();
        const channel = `${namespace}${topic}`;
        await subscriber.subscribe(channel, (payload: string) => {
          Promise.resolve(handler({ id: String(++received), topic, payload, attempt: 1 })).catch(
            (error: unknown) => logger.warn(String(error)),
          );
        });
        return {
          async close() {
            created.delete(subscriber);
            await subscriber.unsubscribe(channel);
            await subscriber.disconnect();
          },
        };
      },
      async close() {
        await Promise.all([...created].map((each) => each.disconnect()));
      },
    };
  },
};
