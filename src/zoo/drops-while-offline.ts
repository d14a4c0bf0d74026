import { randomUUID } from "node:crypto";

import type { BusModule } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import { watchOffline } from "./support/watch-offline.ts";

/** Whatever is published while Redis is away resolves at once and is gone. */
export const bus: BusModule = {
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
};
