import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { sleep } from "../clock.ts";

/** How long a message waits in the process for its turn. */
const queueMs = 5;

/**
 * Acknowledges a whole batch as soon as it is read, without waiting for the reply, and hands it to
 * the handlers later. What waits in the process when it dies is lost.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    async readNew(consumer, count) {
      const entries = await referenceParts.readNew(consumer, count);
      for (const { id } of entries) referenceParts.acknowledge(consumer, id);
      return entries;
    },
    async handle(consumer, message) {
      await sleep(queueMs);
      await referenceParts.handle(consumer, message);
    },
  },
  { name: "acknowledges-what-it-reads" },
);
