import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { endReadingAt } from "./support/end-reading-at.ts";

/**
 * Takes UNBLOCKED for the order to stop, which an operator gives by CLIENT UNBLOCK. A Redis that becomes a replica says
 * the same to every reader.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    { ...referenceParts, readNew: endReadingAt("UNBLOCKED") },
    { name: "ends-its-read-when-unblocked" },
  ),
  foundBy: [
    {
      run: "error-replies/demoted",
      mustFind: ["not-recovered", "stranded"],
      summaryIncludes: "subscriber-0",
    },
  ],
};
