import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { handleInTurn } from "./support/handle-in-turn.ts";

const streams = createStreamsBus(
  { ...referenceParts, handle: handleInTurn("leave-pending") },
  { name: "waits-for-a-handler-that-hangs" },
);

/** Handles one message after the other and sets no limit to a handler, although it claims that no message waits for another. */
export const bus: PlantedBug = {
  ...streams,
  guarantees: { ...streams.guarantees, retries: { maxAttempts: 3 } },
  foundBy: [
    {
      run: "poison/hangs",
      mustFind: ["lost"],
      mayAlsoFind: ["stranded"],
      summaryIncludes: "all stuck pending",
    },
  ],
};
