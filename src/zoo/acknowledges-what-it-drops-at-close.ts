import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { handleInTurn } from "./support/handle-in-turn.ts";

/**
 * Reads ahead and handles one message after the other. Its close empties that buffer by acknowledging everything in
 * it, so the next worker never gets these messages.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    { ...referenceParts, handle: handleInTurn("acknowledge") },
    { name: "acknowledges-what-it-drops-at-close" },
  ),
  foundBy: [
    {
      run: "shutdown/hand-over",
      mustFind: ["lost"],
      summaryIncludes: "all past the group's position",
      // The next worker handles 120 slow messages, one after the other.
      recoveryLimitMs: 8000,
    },
  ],
};
