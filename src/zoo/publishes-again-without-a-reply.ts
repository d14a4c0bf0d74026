import { pubsubBus } from "../bus/pubsub/pubsub-bus.ts";
import { sleep } from "../clock.ts";
import type { PlantedBug } from "./planted-bug.ts";

const attempts = 100;
const pauseMs = 50;

/** Sends a PUBLISH again until it gets a reply, although Redis may have delivered the one before. */
export const bus: PlantedBug = {
  ...pubsubBus,
  name: "publishes-again-without-a-reply",
  async open(context) {
    const opened = await pubsubBus.open(context);
    return {
      ...opened,
      async publish(topic, payload) {
        for (let attempt = 1; attempt < attempts; attempt++) {
          try {
            return await opened.publish(topic, payload);
          } catch {
            await sleep(pauseMs, context.signal);
          }
        }
        return await opened.publish(topic, payload);
      },
    };
  },
  seenIn: "ioredis, which does so by default",
  foundBy: [
    {
      run: "partition/replies-lost-publisher",
      mustFind: ["duplicate"],
      summaryIncludes: "group-0",
    },
  ],
};
