import type { BusModule } from "../bus/contract.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/**
 * Every connection reads under a name of its own, and what was handed to a name that is gone stays
 * pending for ever: nothing ever calls XAUTOCLAIM.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    readNew: (consumer, count) => referenceParts.readNew(renamed(consumer), count),
    readOwnPending: (consumer) => referenceParts.readOwnPending(renamed(consumer)),
    reclaim: () => Promise.resolve(),
  },
  { name: "never-claims-for-the-dead" },
);

function renamed(consumer: Consumer): Consumer {
  const address = consumer.reader.session?.identity?.address ?? "nowhere";
  return { ...consumer, name: `${consumer.name}-${address}` };
}
