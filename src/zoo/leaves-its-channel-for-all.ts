import { createClient } from "redis";

import { pubsubBus } from "../bus/pubsub/pubsub-bus.ts";
import { receive, type Subscriber } from "../bus/pubsub/subscriber.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * All subscriptions share one connection. Closing one sends UNSUBSCRIBE for its channel, and the others on that
 * channel hear nothing from then on.
 */
export const bus: PlantedBug = {
  ...pubsubBus,
  name: "leaves-its-channel-for-all",
  async open(context) {
    const publishing = await pubsubBus.open(context);
    const shared = createClient({ url: context.url });
    shared.on("error", () => undefined); // It reconnects and subscribes again by itself.
    if (context.role.startsWith("subscriber")) await shared.connect();
    return {
      ...publishing,
      async subscribe(topic, _options, handler) {
        const channel = `${context.namespace}${topic}`;
        const subscriber: Subscriber = {
          context,
          topic,
          channel,
          handler,
          running: 0,
          closed: false,
        };
        await shared.subscribe(channel, (text) => receive(subscriber, text));
        return {
          async close() {
            subscriber.closed = true;
            await shared.unsubscribe(channel);
          },
        };
      },
      async close() {
        if (shared.isOpen) shared.destroy();
        await publishing.close();
      },
    };
  },
  seenIn: "node-redis-pubsub #40",
  foundBy: [
    {
      run: "shutdown/half-closed",
      mustFind: ["lost"],
      summaryIncludes: "counted for each of 2 groups: group-1",
    },
  ],
};
