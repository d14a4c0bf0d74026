import type { PlantedBug } from "./planted-bug.ts";
import { createPubsubBus } from "./support/create-pubsub-bus.ts";

/** Subscribes to everything that begins with the name of the topic, so `orders` hears `orders.eu` too. */
export const bus: PlantedBug = {
  ...createPubsubBus("matches-topics-by-prefix", () => async (client, channel, hear) => {
    await client.pSubscribe(`${channel}*`, hear);
  }),
  seenIn: "buses that let a topic stand for those below it",
  foundBy: [
    {
      run: "topics/prefix",
      mustFind: ["misrouted"],
      summaryIncludes: "handled under the wrong topic",
    },
  ],
};
