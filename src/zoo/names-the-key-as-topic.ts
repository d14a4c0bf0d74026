import type { BusModule } from "../bus/contract.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

/** Handlers get the key in Redis as the topic, so whoever routes by topic routes nowhere. */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    handle: (consumer, message) =>
      streamsParts.handle(consumer, { ...message, topic: consumer.key }),
  },
  { name: "names-the-key-as-topic" },
);
