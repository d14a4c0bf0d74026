import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Still calls the handler after its subscription was closed, until the whole bus is closed. */
export const bus: PlantedBug = {
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
  foundBy: [{ run: "fan-out/calm", mustFind: ["zombie"], summaryIncludes: "after close" }],
};
