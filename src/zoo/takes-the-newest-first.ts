import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

const streams = createStreamsBus({
  ...referenceParts,
  readNew: async (consumer, count) => (await referenceParts.readNew(consumer, count)).toReversed(),
});

/** Claims the order of each publisher, and works through every batch from its end. */
export const bus: BusModule = {
  ...streams,
  name: "takes-the-newest-first",
  guarantees: { ...streams.guarantees, ordering: "per-publisher" },
};
