import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Adds an abort listener for every subscription, and does not remove it when the subscription is
 * closed.
 */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "leaves-listeners-behind",
  async open(context) {
    const inner = await streamsBus.open(context);
    return {
      ...inner,
      async subscribe(topic, options, handler) {
        const subscription = await inner.subscribe(topic, options, handler);
        const abort = () => void subscription.close(); // Closing never rejects.
        context.signal.addEventListener("abort", abort, { once: true });
        return subscription;
      },
    };
  },
  foundBy: [{ run: "leak/calm", mustFind: ["leak"], summaryIncludes: "process.signalListeners" }],
};
