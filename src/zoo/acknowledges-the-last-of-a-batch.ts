import type { BusModule } from "../bus/contract.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

const newest = new WeakMap<Consumer, string>();

/**
 * Takes XACK for an offset, as Kafka has it: of everything handled together only the last message is
 * acknowledged, and the others stay pending for ever.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    acknowledge(consumer, id) {
      // It knows what it has handled, and so handles nothing twice.
      consumer.acknowledgements.recent.push([id]);
      if (!newest.has(consumer)) setImmediate(() => acknowledgeNewest(consumer));
      newest.set(consumer, id);
    },
  },
  { name: "acknowledges-the-last-of-a-batch" },
);

function acknowledgeNewest(consumer: Consumer): void {
  const id = newest.get(consumer);
  newest.delete(consumer);
  if (id !== undefined) referenceParts.acknowledge(consumer, id);
}
