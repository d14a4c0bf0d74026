import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/** Handlers get the key in Redis as the topic, so whoever routes by topic routes nowhere. */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    handle: (consumer, message) =>
      referenceParts.handle(consumer, { ...message, topic: consumer.key }),
  },
  { name: "names-the-key-as-topic" },
);
