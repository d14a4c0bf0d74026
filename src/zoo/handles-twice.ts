import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/** Every message comes twice to every subscriber, as with a listener that was registered twice. */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    async handle(consumer, message) {
      await referenceParts.handle(consumer, message);
      await referenceParts.handle(consumer, message);
    },
  },
  { name: "handles-twice" },
);
