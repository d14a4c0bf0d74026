import type { BusModule } from "../../src/bus/contract.ts";
import { createBrokers } from "./parts/moleculer.ts";

/**
 * Events of moleculer over its Redis transporter. `emit` returns before anything is sent, and a node gets no
 * event until the other nodes have discovered it.
 */
export const bus: BusModule = {
  name: "moleculer-transporter",
  guarantees: { delivery: "at-most-once", sharesWork: false, confirmsPublish: false },
  keyPattern: (namespace) => `MOL-${namespace}*`,
  async open(context) {
    const brokers = createBrokers(context, () => ({ transporter: context.url }));
    const producer = brokers.create();
    await producer.start();
    let received = 0;
    return {
      async publish(topic, payload) {
        await producer.broadcast(topic, { payload });
      },
      subscribe(topic, _options, handler) {
        // Moleculer guesses the signature of the handler from the name of this parameter.
        const receive = async (ctx: { params: { payload: string } }): Promise<void> => {
          const { payload } = ctx.params;
          await handler({ id: String(++received), topic, payload, attempt: 1 });
        };
        return brokers.serve({ name: "subscriber", events: { [topic]: receive } });
      },
      close: () => brokers.close(),
    };
  },
};
