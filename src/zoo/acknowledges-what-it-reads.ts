import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { sleep } from "../clock.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Time that a message waits in the process before its handler is called. */
const queueMs = 5;

/**
 * Acknowledges a whole batch as soon as it is read, without waiting for the reply, and calls the
 * handlers later. If the process dies, the messages that still wait in it are lost.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async readNew(consumer, count) {
        const entries = await referenceParts.readNew(consumer, count);
        for (const { id } of entries) referenceParts.acknowledge(consumer, id);
        return entries;
      },
      async handle(consumer, message) {
        await sleep(queueMs);
        await referenceParts.handle(consumer, message);
      },
    },
    { name: "acknowledges-what-it-reads" },
  ),
  foundBy: [
    { run: "fan-out/calm", mustFind: ["early-acknowledgement"], summaryIncludes: "group-" },
  ],
};
