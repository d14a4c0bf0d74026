import type { BusModule, Subscription } from "../bus/contract.ts";
import { pubsubBus } from "../bus/pubsub/pubsub-bus.ts";
import { sleep } from "../clock.ts";

/** So that workers which start together do not connect together. */
const spreadMs = 100;

/** `subscribe` resolves before SUBSCRIBE was even sent, and what comes in between is missed. */
export const bus: BusModule = {
  ...pubsubBus,
  name: "subscribes-in-the-background",
  async open(context) {
    const inner = await pubsubBus.open(context);
    return {
      ...inner,
      async subscribe(topic, options, handler): Promise<Subscription> {
        const subscribing = sleep(spreadMs).then(() => inner.subscribe(topic, options, handler));
        subscribing.catch(() => undefined); // `close` reports it.
        return { close: async () => (await subscribing).close() };
      },
    };
  },
};
