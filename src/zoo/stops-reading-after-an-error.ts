import { once } from "node:events";

import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Ends its read loop at the first read that fails and never starts it again. After an outage the
 * publishers come back and the workers do not.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
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
  ),
  seenIn: "Bull #1873, BullMQ #2466",
  foundBy: [
    {
      run: "restart/sigterm-1s",
      mustFind: ["not-recovered", "stranded"],
      mayAlsoFind: ["unacknowledged"],
      summaryIncludes: "all unread",
    },
  ],
};
