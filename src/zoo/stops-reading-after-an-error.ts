import { once } from "node:events";

import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/**
 * The publishers come back after an outage and the workers never do: the first read that fails ends
 * the loop, and nothing starts it again (Bull #1873, BullMQ #2466).
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    async readNew(consumer, count) {
      try {
        return await referenceParts.readNew(consumer, count);
      } catch {
        const { signal } = consumer.closing;
        if (!signal.aborted) await once(signal, "abort");
        return [];
      }
    },
  },
  { name: "stops-reading-after-an-error" },
);
