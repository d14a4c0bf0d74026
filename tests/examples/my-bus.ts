import type { BusModule } from "../../src/bus/contract.ts";
import { openStreamBus } from "./stream-bus.ts";

/** Tells bus-chaos how to drive the bus of a service. */
export const bus: BusModule = {
  name: "my-bus",
  guarantees: { delivery: "at-least-once", replaysFromStart: true },
  streamKey: (topic, namespace) => namespace + topic,

  async open({ url, role, namespace, logger }) {
    // Connect to this URL: faults are injected there.
    const warn = (error: unknown) => logger.warn(String(error));
    const service = await openStreamBus({ url, name: role, warn });
    return {
      publish: async (topic, payload) => await service.publish(namespace + topic, payload),

      async subscribe(topic, { group, consumer, from = "start" }, handler) {
        const place = { key: namespace + topic, group, consumer, from };
        const stop = await service.consume(place, (id, payload) =>
          handler({ id, topic, payload, attempt: 1 }),
        );
        return { close: stop };
      },

      close: async () => service.close(),
    };
  },
};
