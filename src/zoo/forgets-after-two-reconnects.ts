import type { PlantedBug } from "./planted-bug.ts";
import { createPubsubBus } from "./support/create-pubsub-bus.ts";

const remembered = 2;

/**
 * Subscribes again after the first reconnect but not after the second, as if the list of channels
 * was emptied while it was used.
 */
export const bus: PlantedBug = {
  ...createPubsubBus("forgets-after-two-reconnects", () => {
    let connections = 0;
    return async (client, channel, hear) => {
      connections += 1;
      if (connections <= remembered) await client.subscribe(channel, hear);
    };
  }),
  seenIn: "ioredis #85",
  foundBy: [
    {
      run: "partition/reset",
      mustFind: ["lost", "not-recovered"],
      summaryIncludes: "subscriber-0",
    },
    {
      run: "partition/refuse-twice",
      mustFind: ["lost", "not-recovered"],
      summaryIncludes: "subscriber-0",
    },
    {
      run: "partition/reset-again",
      mustFind: ["lost", "not-recovered"],
      summaryIncludes: "subscriber-0",
    },
  ],
};
