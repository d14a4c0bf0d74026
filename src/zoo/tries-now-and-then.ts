import { pubsubBus } from "../bus/pubsub/pubsub-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Claims best effort, and leaves out every 120th delivery although nothing fails. */
export const bus: PlantedBug = {
  ...pubsubBus,
  name: "tries-now-and-then",
  guarantees: { ...pubsubBus.guarantees, delivery: "best-effort" },
  async open(context) {
    const inner = await pubsubBus.open(context);
    return {
      ...inner,
      subscribe(topic, options, handler) {
        let count = 0;
        return inner.subscribe(topic, options, (message) =>
          ++count % 120 === 0 ? undefined : handler(message),
        );
      },
    };
  },
  foundBy: [{ run: "partition/reset", mustFind: ["lost"], summaryIncludes: "in an unknown place" }],
};
