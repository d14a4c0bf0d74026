import type { Subscription } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Keeps its subscriptions by topic. Closing one of them closes the others of the same topic with it. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "closes-its-namesakes-too",
  async open(context) {
    const inner = await streamsBus.open(context);
    const byTopic = new Map<string, Subscription[]>();
    return {
      ...inner,
      async subscribe(topic, options, handler) {
        const subscription = await inner.subscribe(topic, options, handler);
        byTopic.set(topic, [...(byTopic.get(topic) ?? []), subscription]);
        return {
          async close() {
            const namesakes = byTopic.get(topic) ?? [];
            byTopic.delete(topic);
            await Promise.all(namesakes.map((each) => each.close()));
          },
        };
      },
    };
  },
  foundBy: [{ run: "shutdown/half-closed", mustFind: ["stranded"], summaryIncludes: "all unread" }],
};
