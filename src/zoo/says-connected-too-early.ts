import { sleep } from "../clock.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { createPubsubBus } from "./support/create-pubsub-bus.ts";

const deafMs = 3000;

/** Says `connected` after a reconnect, and subscribes again only 3 s later. */
export const bus: PlantedBug = {
  ...createPubsubBus("says-connected-too-early", () => {
    let subscribed = false;
    return async (client, channel, hear) => {
      const listen = async (): Promise<void> => {
        if (subscribed) await sleep(deafMs);
        subscribed = true;
        if (client.isReady) await client.subscribe(channel, hear);
      };
      if (subscribed) void listen().catch(() => {});
      else await listen();
    };
  }),
  seenIn: "hand-written subscribers in many programs",
  foundBy: [
    {
      run: "restart/sigterm-1s",
      mustFind: ["lost"],
      summaryIncludes: "its bus had said `connected` before",
      recoveryLimitMs: 10_000,
    },
  ],
};
