import { createRequire } from "node:module";

import type { BusModule } from "../../src/bus/contract.ts";

const require = createRequire(import.meta.url);
const { ServiceBroker } = require("moleculer") as typeof import("moleculer");
type Broker = import("moleculer").ServiceBroker;

/** Numbers the brokers of the process, because moleculer ends a process that uses a node id twice. */
let brokersCreated = 0;

/**
 * Events of moleculer over its Redis transporter. `emit` returns before anything is sent, and a node gets no
 * event until the other nodes have discovered it.
 */
export const bus: BusModule = {
  name: "moleculer-transporter",
  guarantees: { delivery: "at-most-once", confirmsPublish: false },
  keyPattern: (namespace) => `MOL-${namespace}*`,
  async open({ url, role, namespace }) {
    const brokers = new Set<Broker>();
    function createBroker(): Broker {
      const broker = new ServiceBroker({
        nodeID: `${role}-${++brokersCreated}`,
        namespace,
        logger: false,
        skipProcessEventRegistration: true,
        transporter: url,
      });
      brokers.add(broker);
      return broker;
    }

    const producer = createBroker();
    await producer.start();
    let received = 0;
    return {
      publish: (topic, payload) => producer.broadcast(topic, { payload }),
      async subscribe(topic, _options, handler) {
        const broker = createBroker();
        broker.createService({
          name: "subscriber",
          events: {
            // Moleculer guesses the signature of the handler from the name of this parameter.
            [topic]: async (ctx: { params: { payload: string } }) => {
              const { payload } = ctx.params;
              await handler({ id: String(++received), topic, payload, attempt: 1 });
            },
          },
        });
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
