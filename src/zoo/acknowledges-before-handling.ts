import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Sends XACK and waits for its reply before it calls the handler. If the worker dies in between,
 * the message is lost.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async handle(consumer, message) {
        await consumer.commands.send(["XACK", consumer.key, consumer.group, message.id]);
        await referenceParts.handle(consumer, message);
      },
      acknowledge: () => undefined,
    },
    { name: "acknowledges-before-handling" },
  ),
  seenIn: "Kafka consumers with automatic commit",
  foundBy: [
    { run: "fan-out/calm", mustFind: ["early-acknowledgement"], summaryIncludes: "group-" },
  ],
};
