import type { Subscription } from "../bus/contract.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { createPubsubBus } from "./support/create-pubsub-bus.ts";
import { forgotten } from "./support/watch-losses.ts";

const name = "waits-for-a-lost-confirmation";

/**
 * Lets `subscribe` wait for the reply to its first SUBSCRIBE. If that reply is lost with its connection, the bus
 * subscribes again and hears every message, but `subscribe` never returns.
 */
export const bus: PlantedBug = {
  ...createPubsubBus(name, () => (client, channel, hear) => client.subscribe(channel, hear)),
  name,
  async open(context) {
    let isLost = false;
    const pubsub = createPubsubBus(name, () => {
      let isFirst = true;
      return async (client, channel, hear) => {
        const confirmed = client.subscribe(channel, hear);
        if (isFirst) confirmed.catch(() => (isLost = true));
        isFirst = false;
        await confirmed;
      };
    });
    const inner = await pubsub.open(context);
    const opened: Subscription[] = [];
    return {
      ...inner,
      async subscribe(topic, options, handler) {
        const subscription = await inner.subscribe(topic, options, handler);
        opened.push(subscription);
        return isLost ? forgotten() : subscription;
      },
      async close() {
        await Promise.all(opened.map((subscription) => subscription.close()));
        await inner.close();
      },
    };
  },
  seenIn: "rails PR 57695",
  foundBy: [
    {
      run: "startup-race/cut-while-starting",
      mustFind: ["hung"],
      summaryIncludes: "subscribe never returned",
    },
  ],
};
