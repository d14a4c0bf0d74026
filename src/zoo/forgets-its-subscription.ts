import type { PlantedBug } from "./planted-bug.ts";
import { createPubsubBus } from "./support/create-pubsub-bus.ts";

/**
 * Sends SUBSCRIBE once and never again. After a reconnect its subscribers are connected and get no
 * messages.
 */
export const bus: PlantedBug = {
  ...createPubsubBus("forgets-its-subscription", () => {
    let subscribed = false;
    return async (client, channel, hear) => {
      if (!subscribed) await client.subscribe(channel, hear);
      subscribed = true;
    };
  }),
  seenIn: "hand-written subscribers in many programs",
  foundBy: [
    {
      run: "restart/sigterm-1s",
      mustFind: ["lost", "not-recovered"],
      summaryIncludes: "subscriber-0",
    },
    {
      run: "fan-out/one-cut-off",
      mustFind: ["lost", "not-recovered"],
      summaryIncludes: "{role} never got a message through again: … (the limit is",
    },
  ],
};
