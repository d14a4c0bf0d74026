import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Gives handlers the Redis key as the topic, so a program that routes by topic finds no route. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      handle: (consumer, message) =>
        referenceParts.handle(consumer, { ...message, topic: consumer.key }),
    },
    { name: "names-the-key-as-topic" },
  ),
  foundBy: [{ run: "fan-out/calm", mustFind: ["misrouted"], summaryIncludes: "topic" }],
};
