import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const limit = 60;

/** Counts every publish as in flight for ever, so from the 61st on it refuses each second one. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "refuses-a-second-in-flight",
  async open(context) {
    const inner = await streamsBus.open(context);
    let inFlight = 0;
    return {
      ...inner,
      async publish(topic, payload) {
        inFlight++;
        if (inFlight > limit && inFlight % 2 === 0) {
          throw Object.assign(new Error("too many publishes in flight"), { outcome: "rejected" });
        }
        return await inner.publish(topic, payload);
      },
    };
  },
  foundBy: [
    {
      run: "fan-out/calm",
      mustFind: ["rejected"],
      summaryIncludes: "too many publishes in flight",
    },
  ],
};
