import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const newest = new WeakMap<Consumer, string>();

/**
 * Acknowledges only the last message of a batch, as if XACK worked like a Kafka offset. The other
 * messages stay pending for ever.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      acknowledge(consumer, id) {
        // Remembers the message as handled, so that the bus does not handle it twice.
        consumer.acknowledgements.recent.push([id]);
        if (!newest.has(consumer)) setImmediate(() => acknowledgeNewest(consumer));
        newest.set(consumer, id);
      },
    },
    { name: "acknowledges-the-last-of-a-batch" },
  ),
  foundBy: [
    {
      run: "restart/sigterm-1s",
      // Another consumer takes the others over while the drain waits for them.
      mustFind: ["duplicate"],
      summaryIncludes: "sent no XACK of it in between",
    },
  ],
};

function acknowledgeNewest(consumer: Consumer): void {
  const id = newest.get(consumer);
  newest.delete(consumer);
  if (id !== undefined) referenceParts.acknowledge(consumer, id);
}
