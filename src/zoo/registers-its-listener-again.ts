import type { PlantedBug } from "./planted-bug.ts";
import { createPubsubBus } from "./support/create-pubsub-bus.ts";

/**
 * Adds one more listener at every reconnect, so after each reconnect every message is handled once
 * more.
 */
export const bus: PlantedBug = {
  ...createPubsubBus("registers-its-listener-again", () => {
    let listeners = 0;
    return async (client, channel, hear) => {
      listeners += 1;
      for (let listener = 0; listener < listeners; listener += 1) {
        await client.subscribe(channel, (text) => hear(text));
      }
    };
  }),
  foundBy: [
    {
      run: "partition/reset",
      mustFind: ["duplicate"],
      summaryIncludes: "group-0 got",
    },
  ],
};
