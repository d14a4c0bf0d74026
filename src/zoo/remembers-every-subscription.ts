import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const rememberedLatencies = 1000;

/**
 * Keeps memory for the last 1000 latencies of every subscription, also after the subscription is
 * closed.
 */
export const bus: PlantedBug = {
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
  foundBy: [{ run: "leak/calm", mustFind: ["leak"], summaryIncludes: "the heap" }],
};
