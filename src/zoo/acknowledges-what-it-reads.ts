import type { BusModule } from "../bus/contract.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";
import { sleep } from "../clock.ts";

/** How long a message waits in the process for its turn. */
const queueMs = 5;

/**
 * Acknowledges a whole batch as soon as it is read, without waiting for the reply, and hands it to
 * the handlers later. What waits in the process when it dies is lost.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    async readNew(consumer, count) {
      const entries = await streamsParts.readNew(consumer, count);
      for (const { id } of entries) streamsParts.acknowledge(consumer, id);
      return entries;
    },
    async handle(consumer, message) {
      await sleep(queueMs);
      await streamsParts.handle(consumer, message);
    },
  },
  { name: "acknowledges-what-it-reads" },
);
