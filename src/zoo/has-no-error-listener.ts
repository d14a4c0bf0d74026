import { createClient } from "redis";

import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Keeps a connection of its own for health checks and gives its client no `error` listener. The first
 * reset of that connection ends the process.
 */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "has-no-error-listener",
  async open(context) {
    const inner = await streamsBus.open(context);
    if (context.role.startsWith("publisher")) return inner;
    const health = createClient({ url: context.url, socket: { reconnectStrategy: false } });
    await health.connect();
    return {
      ...inner,
      async close() {
        if (health.isOpen) health.destroy();
        await inner.close();
      },
    };
  },
  seenIn: "node-redis #2302",
  foundBy: [
    {
      run: "partition/reset",
      mustFind: ["crashed"],
      summaryIncludes: "subscriber-0 emitted an `error` event without a listener",
    },
  ],
};
