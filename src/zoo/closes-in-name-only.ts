import type { BusModule } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";

/** Handlers are still called after their subscription was closed, until the whole bus is closed. */
export const bus: BusModule = {
  ...streamsBus,
  name: "closes-in-name-only",
  async open(context) {
    const inner = await streamsBus.open(context);
    return {
      ...inner,
      async subscribe(topic, options, handler) {
        await inner.subscribe(topic, options, handler);
        return { close: () => Promise.resolve() };
      },
    };
  },
};
