import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const streams = createStreamsBus({
  ...referenceParts,
  readNew: async (consumer, count) => (await referenceParts.readNew(consumer, count)).toReversed(),
});

/** Claims the order of each publisher, and yet handles every batch from its end. */
export const bus: PlantedBug = {
  ...streams,
  name: "takes-the-newest-first",
  guarantees: { ...streams.guarantees, ordering: "per-publisher" },
  foundBy: [
    {
      run: "startup-race/from-start",
      mustFind: ["reordered"],
      summaryIncludes: "delivered after a later one",
    },
  ],
};
