import { randomUUID } from "node:crypto";

import type { BusModule } from "../../src/bus/contract.ts";
import { streamsBus } from "../../src/bus/streams/streams-bus.ts";

/** Whatever is published while Redis is away resolves at once and is gone. */
export const bus: BusModule = {
  ...streamsBus,
  name: "drops-while-offline",
  async open(context) {
    let offline = false;
    const inner = await streamsBus.open({
      ...context,
      notify(notice) {
        if (notice.kind === "disconnected") offline = true;
        if (notice.kind === "connected") offline = false;
        context.notify(notice);
      },
    });
    return {
      ...inner,
      publish: async (topic, payload) =>
        offline ? randomUUID() : await inner.publish(topic, payload),
    };
  },
};
