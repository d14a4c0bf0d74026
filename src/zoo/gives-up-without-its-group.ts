import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { endReadingAt } from "./support/end-reading-at.ts";

/** Takes NOGROUP for a mistake in the configuration, and ends its read loop. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    { ...referenceParts, readNew: endReadingAt("NOGROUP") },
    { name: "gives-up-without-its-group" },
  ),
  foundBy: [
    {
      run: "error-replies/subscriber-nogroup",
      mustFind: ["not-recovered", "stranded"],
      summaryIncludes: "subscriber-0",
    },
  ],
};
