import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Reads under a new consumer name on every connection and never calls XAUTOCLAIM. Messages that
 * Redis handed to an old name stay pending for ever.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      readNew: (consumer, count) => referenceParts.readNew(renamed(consumer), count),
      readOwnPending: (consumer) => referenceParts.readOwnPending(renamed(consumer)),
      reclaim: () => Promise.resolve(),
    },
    { name: "never-claims-for-the-dead" },
  ),
  foundBy: [
    { run: "partition/replies-lost", mustFind: ["lost"], summaryIncludes: "stuck pending" },
  ],
};

function renamed(consumer: Consumer): Consumer {
  const address = consumer.reader.session?.identity?.address ?? "nowhere";
  return { ...consumer, name: `${consumer.name}-${address}` };
}
