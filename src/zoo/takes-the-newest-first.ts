import type { BusModule } from "../bus/contract.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

const streams = createStreamsBus({
  ...streamsParts,
  readNew: async (consumer, count) => (await streamsParts.readNew(consumer, count)).toReversed(),
});

/** Claims the order of each publisher, and works through every batch from its end. */
export const bus: BusModule = {
  ...streams,
  name: "takes-the-newest-first",
  guarantees: { ...streams.guarantees, ordering: "per-publisher" },
};
