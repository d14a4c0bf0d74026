import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/**
 * Waits for the reply to XACK and only then calls the handler, so a message whose worker dies in
 * between is lost: the automatic commit of Kafka's consumers, brought to streams.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    async handle(consumer, message) {
      await consumer.commands.send(["XACK", consumer.key, consumer.group, message.id]);
      await referenceParts.handle(consumer, message);
    },
    acknowledge: () => undefined,
  },
  { name: "acknowledges-before-handling" },
);
