import type { BusModule } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";

const rememberedLatencies = 1000;

/** For every subscription there ever was, the memory for its last 1000 latencies is kept. */
export const bus: BusModule = {
  ...streamsBus,
  name: "remembers-every-subscription",
  async open(context) {
    const inner = await streamsBus.open(context);
    const latencies: number[][] = [];
    return {
      ...inner,
      subscribe(topic, options, handler) {
        latencies.push(Array.from({ length: rememberedLatencies }, () => 0));
        return inner.subscribe(topic, options, handler);
      },
    };
  },
};
