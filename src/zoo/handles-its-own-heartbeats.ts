import type { BusModule } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";

/** Handlers get what nobody published: the bus's own signs of life travel among the messages. */
export const bus: BusModule = {
  ...streamsBus,
  name: "handles-its-own-heartbeats",
  async open(context) {
    const inner = await streamsBus.open(context);
    return {
      ...inner,
      async subscribe(topic, options, handler) {
        const subscription = await inner.subscribe(topic, options, handler);
        inner.publish(topic, "heartbeat").catch(() => undefined);
        return subscription;
      },
    };
  },
};
