import { once } from "node:events";

import type { BusModule } from "../bus/contract.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

/**
 * The publishers come back after an outage and the workers never do: the first read that fails ends
 * the loop, and nothing starts it again (Bull #1873, BullMQ #2466).
 */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    async readNew(consumer, count) {
      try {
        return await streamsParts.readNew(consumer, count);
      } catch {
        const { signal } = consumer.closing;
        if (!signal.aborted) await once(signal, "abort");
        return [];
      }
    },
  },
  { name: "stops-reading-after-an-error" },
);
