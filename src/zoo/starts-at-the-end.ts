import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Creates its group at `$` and not at `0`, so a worker misses the messages that were published
 * before it started.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      ensureGroup: (consumer) => referenceParts.ensureGroup({ ...consumer, from: "new" }),
    },
    { name: "starts-at-the-end" },
  ),
  seenIn: "Redisson #4078, and every library with this default",
  foundBy: [
    {
      run: "startup-race/from-start",
      mustFind: ["lost"],
      summaryIncludes: "all past the group's position",
    },
  ],
};
