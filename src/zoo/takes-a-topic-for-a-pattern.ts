import type { PlantedBug } from "./planted-bug.ts";
import { createPubsubBus } from "./support/create-pubsub-bus.ts";

/** Subscribes with PSUBSCRIBE and escapes nothing, so the topic `orders*` hears all others, and `[a-z]rders` hears `orders`. */
export const bus: PlantedBug = {
  ...createPubsubBus("takes-a-topic-for-a-pattern", () => async (client, channel, hear) => {
    await client.pSubscribe(channel, hear);
  }),
  foundBy: [
    {
      run: "topics/odd-names",
      mustFind: ["lost", "misrouted"],
      summaryIncludes: "handled under the wrong topic",
    },
  ],
};
