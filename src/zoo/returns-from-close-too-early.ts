import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { handleInTurn } from "./support/handle-in-turn.ts";

const streams = createStreamsBus({ ...referenceParts, handle: handleInTurn("handle") });

/** Its close returns at once, while the handlers of what it has read ahead are called one after the other. */
export const bus: PlantedBug = {
  ...streams,
  name: "returns-from-close-too-early",
  async open(context) {
    const inner = await streams.open(context);
    return {
      ...inner,
      async subscribe(topic, options, handler) {
        const subscription = await inner.subscribe(topic, options, handler);
        return {
          async close() {
            void subscription.close(); // It never rejects.
          },
        };
      },
    };
  },
  foundBy: [
    {
      run: "shutdown/hand-over",
      mustFind: ["zombie"],
      summaryIncludes: "after close",
      // The next worker handles 120 slow messages, one after the other.
      recoveryLimitMs: 8000,
    },
  ],
};
