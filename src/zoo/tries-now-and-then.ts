import { pubsubBus } from "../bus/pubsub/pubsub-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Messages between two that are left out. At 200 messages per second the first is left out after 300 ms. Every
 * seed strikes 700 ms after the load began or later, so the first one is never in a loss window.
 */
const period = 60;

/** Claims best effort, and leaves out every 60th delivery although nothing fails. */
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
          ++count % period === 0 ? undefined : handler(message),
        );
      },
    };
  },
  foundBy: [{ run: "partition/reset", mustFind: ["lost"], summaryIncludes: "not in Redis" }],
};
