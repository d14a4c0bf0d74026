import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Publishes its own heartbeats among the messages, so handlers get payloads that no publisher sent.
 */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "handles-its-own-heartbeats",
  async open(context) {
    const inner = await streamsBus.open(context);
    return {
      ...inner,
      async subscribe(topic, options, handler) {
        const subscription = await inner.subscribe(topic, options, handler);
        inner.publish(topic, "heartbeat").catch(() => undefined);
        return subscription;
      },
    };
  },
  foundBy: [{ run: "fan-out/calm", mustFind: ["unexpected"], summaryIncludes: "never published" }],
};
