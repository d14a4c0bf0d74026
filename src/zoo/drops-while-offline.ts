import { randomUUID } from "node:crypto";

import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { watchOffline } from "./support/watch-offline.ts";

/** Resolves every publish at once while Redis is away, and drops the message. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "drops-while-offline",
  async open(context) {
    const offline = watchOffline(context);
    const inner = await streamsBus.open(offline.context);
    return {
      ...inner,
      publish: async (topic, payload) =>
        offline.isOffline() ? randomUUID() : await inner.publish(topic, payload),
    };
  },
  foundBy: [
    {
      run: "restart/sigterm-1s",
      mustFind: ["false-acknowledgement", "lost"],
      summaryIncludes: "all not in Redis",
    },
  ],
};
