import type { BusModule } from "../bus/contract.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

/** Every message comes twice to every subscriber, as with a listener that was registered twice. */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    async handle(consumer, message) {
      await streamsParts.handle(consumer, message);
      await streamsParts.handle(consumer, message);
    },
  },
  { name: "handles-twice" },
);
